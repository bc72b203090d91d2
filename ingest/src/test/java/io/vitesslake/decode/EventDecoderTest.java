package io.vitesslake.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binlogdata.Binlogdata.FieldEvent;
import binlogdata.Binlogdata.RowChange;
import binlogdata.Binlogdata.RowEvent;
import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.TableLastPK;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import binlogdata.Binlogdata.VGtid;
import com.google.protobuf.ByteString;
import io.vitess.proto.Query;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.change.CodedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hand-written walk against the generated classes, on recorded and on random responses; and what it refuses. */
final class EventDecoderTest {

    private static final String UUID = "0a4ba4f5-5ad5-11ef-8a2c-0242ac110002";

    @ParameterizedTest
    @ValueSource(
            strings = {"all_types_copy", "all_types_running", "reshard", "reshard_stop_on_reshard", "schema_evolution"})
    void aRecordedStreamReadsAsTheGeneratedClassesReadIt(String recording) {
        List<byte[]> responses = Recordings.read(recording);
        assertThat(EventText.ofDecoder(responses)).hasSizeGreaterThan(20).isEqualTo(EventText.ofMessages(responses));
    }

    @Test
    void randomResponsesReadAsTheGeneratedClassesReadThem() {
        long seed = System.nanoTime();
        System.out.println("EventDecoderTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            List<byte[]> responses = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                responses.add(randomResponse(random));
            }
            assertThat(EventText.ofDecoder(responses)).as("seed %d", seed).isEqualTo(EventText.ofMessages(responses));
        }
    }

    @Test
    void copiedMeansNeitherTimestampNorGtid() {
        VEvent copied = row("orders", RowChange.getDefaultInstance())
                .clearTimestamp()
                .clearEventGtid()
                .build();
        VEvent live = row("orders", RowChange.getDefaultInstance()).build();
        VEvent liveBeforeV23 = live.toBuilder().clearEventGtid().build();
        assertThat(lines(copied, live, liveBeforeV23))
                .extracting(line -> line.strip())
                .containsExactly("row k/-80 orders true", "row k/-80 orders false", "row k/-80 orders false");
    }

    @Test
    void columnsToldBeforeCopiedRowsAreMarkedSo() {
        assertThat(EventText.ofDecoder(Recordings.read("all_types_copy")))
                .filteredOn(line -> line.startsWith("fields") && line.contains(" types "))
                .isNotEmpty()
                .allMatch(line -> line.contains(" true ["));
        assertThat(EventText.ofDecoder(Recordings.read("all_types_running")))
                .filteredOn(line -> line.startsWith("fields"))
                .isNotEmpty()
                .allMatch(line -> line.contains(" false ["));
    }

    @Test
    void theKeyspaceIsStrippedFromTableNames() {
        assertThat(lines(row("k.orders", RowChange.getDefaultInstance()).build()))
                .first()
                .asString()
                .startsWith("row k/-80 orders");
        assertThat(lines(row("kk.orders", RowChange.getDefaultInstance()).build()))
                .first()
                .asString()
                .startsWith("row k/-80 kk.orders");
    }

    @Test
    void internalTablesAreLeftOut() {
        VEvent.Builder flagged = row("heartbeat", RowChange.getDefaultInstance());
        flagged.getRowEventBuilder().setIsInternalTable(true);
        VEvent lifecycle = row(
                        "_vt_hld_6ace8bcef73211ea87e9f875a4d24e90_20200915120410_", RowChange.getDefaultInstance())
                .build();
        VEvent shape = event(VEventType.FIELD)
                .setFieldEvent(FieldEvent.newBuilder().setTableName("heartbeat").setIsInternalTable(true))
                .build();
        assertThat(lines(flagged.build(), lifecycle, shape)).isEmpty();
    }

    @Test
    void eventsWithoutAnythingToMirrorAreIgnored() {
        assertThat(lines(
                        event(VEventType.VERSION).build(),
                        event(VEventType.SAVEPOINT).setStatement("savepoint a").build(),
                        event(VEventType.JOURNAL).build(),
                        event(VEventType.PREVIOUS_GTIDS).build(),
                        event(VEventType.GTID).setGtid("MySQL56/" + UUID + ":1").build(),
                        VEvent.newBuilder()
                                .setTypeValue(22)
                                .setStatement("insert …")
                                .build(),
                        VEvent.newBuilder().setTypeValue(99).setTimestamp(7).build(),
                        VEvent.newBuilder().setType(VEventType.COPY_COMPLETED).build()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = VEventType.class,
            names = {"INSERT", "REPLACE", "UPDATE", "DELETE", "SET"})
    void aStatementEventIsRefusedWithoutShowingItsText(VEventType type) {
        VEvent statement = event(type).setDml("update orders set secret = 'x'").build();
        assertThatThrownBy(() -> lines(statement))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("statement-event"))
                .hasMessageContainingAll(type.name(), "k/-80", UUID + ":7", "binlog_format", "vitesslake recopy TABLE")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anUnknownEventThatCarriesDataIsRefused() {
        VEvent unknown =
                row("orders", RowChange.getDefaultInstance()).setTypeValue(77).build();
        assertThatThrownBy(() -> lines(unknown))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("unknown-event"))
                .hasMessageContainingAll("77", "k/-80", UUID + ":7", "vitesslake recopy TABLE");
        assertThatThrownBy(() -> lines(event(VEventType.ROLLBACK).build())).hasMessageContaining("ROLLBACK");
    }

    @Test
    void aPartialImageIsToldAsSuchAndAFullBitmapIsNot() {
        RowChange full = withColumns(9, new byte[] {(byte) 0xff, 1});
        assertThat(lines(row("orders", full).build())).hasSize(1);
        for (RowChange partial : List.of(
                withColumns(9, new byte[] {(byte) 0xff, 0}),
                withColumns(9, new byte[] {(byte) 0xff}),
                withColumns(2, new byte[] {2}))) {
            assertThat(lines(row("orders", partial).build()))
                    .singleElement()
                    .asString()
                    .startsWith("partial k/-80 orders partial-image: ")
                    .contains(UUID + ":7", "binlog_row_image=FULL", "vitesslake recopy orders");
        }
    }

    @Test
    void partialJsonIsToldAsSuchAndAnEmptyJsonBitmapIsNot() {
        assertThat(lines(row("orders", withJson(new byte[] {0})).build())).hasSize(1);
        assertThat(lines(row("orders", withJson(new byte[] {2})).build()))
                .singleElement()
                .asString()
                .startsWith("partial k/-80 orders")
                .contains("binlog_row_value_options");
    }

    @Test
    void aCutOffResponseIsMalformedAndNotABug() {
        byte[] whole = VStreamResponse.newBuilder()
                .addEvents(row("orders", randomChange(new Random(1))))
                .build()
                .toByteArray();
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> EventText.ofDecoder(List.of(cut)))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.reason()).isEqualTo("malformed-response"));
        }
    }

    @Test
    void beginAndCommitOfOneTransactionShareTheirGtid() {
        assertThat(lines(
                        event(VEventType.BEGIN).build(),
                        event(VEventType.COMMIT).build(),
                        event(VEventType.COMMIT).clearEventGtid().build()))
                .containsExactly(
                        "begin k/-80 " + UUID + ":7 1700000000",
                        "commit k/-80 " + UUID + ":7 1700000000",
                        "commit k/-80  1700000000");
    }

    private static List<String> lines(VEvent... events) {
        return EventText.ofDecoder(List.of(VStreamResponse.newBuilder()
                .addAllEvents(List.of(events))
                .build()
                .toByteArray()));
    }

    private static VEvent.Builder event(VEventType type) {
        return VEvent.newBuilder()
                .setType(type)
                .setKeyspace("k")
                .setShard("-80")
                .setTimestamp(1_700_000_000)
                .setCurrentTime(1_700_000_000_123_456_789L)
                .setEventGtid(UUID + ":7");
    }

    private static VEvent.Builder row(String table, RowChange change) {
        return event(VEventType.ROW)
                .setRowEvent(RowEvent.newBuilder()
                        .setTableName(table)
                        .setKeyspace("k")
                        .setShard("-80")
                        .setFlags(1)
                        .addRowChanges(change));
    }

    private static RowChange withColumns(int count, byte[] bits) {
        return RowChange.newBuilder()
                .setDataColumns(RowChange.Bitmap.newBuilder().setCount(count).setCols(ByteString.copyFrom(bits)))
                .build();
    }

    private static RowChange withJson(byte[] bits) {
        return RowChange.newBuilder()
                .setJsonPartialValues(RowChange.Bitmap.newBuilder().setCount(2).setCols(ByteString.copyFrom(bits)))
                .build();
    }

    private static byte[] randomResponse(Random random) {
        VStreamResponse.Builder response = VStreamResponse.newBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            response.addEvents(randomEvent(random));
        }
        return response.build().toByteArray();
    }

    private static VEvent randomEvent(Random random) {
        VEventType type = List.of(
                        VEventType.BEGIN,
                        VEventType.COMMIT,
                        VEventType.ROW,
                        VEventType.FIELD,
                        VEventType.VGTID,
                        VEventType.DDL,
                        VEventType.OTHER,
                        VEventType.HEARTBEAT,
                        VEventType.COPY_COMPLETED,
                        VEventType.SAVEPOINT)
                .get(random.nextInt(10));
        VEvent.Builder event = event(type).setShard(List.of("-80", "80-", "-").get(random.nextInt(3)));
        if (random.nextBoolean()) {
            event.clearTimestamp().clearEventGtid();
        } else {
            event.setTimestamp(random.nextLong()).setEventGtid(UUID + ":" + random.nextInt(3));
        }
        switch (type) {
            case ROW -> event.setRowEvent(randomRows(random));
            case FIELD -> event.setFieldEvent(randomFields(random));
            case VGTID -> event.setVgtid(randomVgtid(random));
            case DDL -> event.setStatement("alter table t add column é int");
            default -> {}
        }
        return event.build();
    }

    private static RowEvent.Builder randomRows(Random random) {
        RowEvent.Builder rows = RowEvent.newBuilder()
                .setTableName((random.nextBoolean() ? "k." : "") + "t" + random.nextInt(40))
                .setKeyspace("k")
                .setFlags(random.nextInt(2))
                .setIsInternalTable(random.nextInt(10) == 0);
        for (int i = random.nextInt(200); i > 0; i--) {
            rows.addRowChanges(randomChange(random));
        }
        return rows;
    }

    private static RowChange randomChange(Random random) {
        RowChange.Builder change = RowChange.newBuilder();
        if (random.nextBoolean()) {
            change.setBefore(randomRow(random));
        }
        return change.setAfter(randomRow(random)).build();
    }

    private static Query.Row randomRow(Random random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return Query.Row.newBuilder()
                .addLengths(bytes.length)
                .addLengths(-1)
                .setValues(ByteString.copyFrom(bytes))
                .build();
    }

    private static FieldEvent.Builder randomFields(Random random) {
        FieldEvent.Builder fields = FieldEvent.newBuilder().setTableName("k.t" + random.nextInt(3));
        for (int i = random.nextInt(5); i > 0; i--) {
            fields.addFields(Query.Field.newBuilder()
                    .setName("c" + i)
                    .setTypeValue(random.nextInt(10_000))
                    .setColumnType("varchar(10)")
                    .setCharset(random.nextInt(300))
                    .setColumnLength(-1)
                    .setDecimals(3)
                    .setFlags(3));
        }
        return fields;
    }

    private static VGtid.Builder randomVgtid(Random random) {
        VGtid.Builder vgtid = VGtid.newBuilder();
        for (String shard : random.nextBoolean() ? List.of("-80", "80-") : List.of("-40", "40-80", "80-")) {
            ShardGtid.Builder shardGtid = vgtid.addShardGtidsBuilder()
                    .setKeyspace("k")
                    .setShard(shard)
                    .setGtid(List.of("", "current", "MySQL56/", "MySQL56/" + UUID + ":1-" + (1 + random.nextInt(3)))
                            .get(random.nextInt(4)));
            if (!shardGtid.getGtid().equals("current") && random.nextBoolean()) {
                shardGtid.addTablePKs(TableLastPK.newBuilder().setTableName("t" + random.nextInt(2)));
            }
        }
        return vgtid;
    }
}
