package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.ddl.InitialValue;
import io.vitesslake.decode.LossCounts;
import io.vitesslake.decode.ValueLosses.Kind;
import io.vitesslake.decode.ValueLosses.Loss;
import io.vitesslake.mirror.LaggingShards.Lag;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Vgtid;
import io.vitesslake.source.vstream.VgtidCodec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CursorCodecTest {

    private static final Shard LOW = new Shard("commerce", "-80");
    private static final Shard HIGH = new Shard("commerce", "80-");
    private static final TableIdentity ORDERS = new TableIdentity("commerce", "orders");
    private static final CursorCodec CODEC = new CursorCodec(VgtidCodec.text(), "vitesslake test");
    private static final Vgtid VGTID = Vgtid.of(Map.of(
            LOW, ShardPosition.copyFromStart("orders"),
            HIGH, ShardPosition.at(GtidSet.parse("c193faaa-e581-11f1-81fd-02fc00000001:1-5"))));

    @Test
    void everyStateReadsBackAsItWas() {
        TableState stopped =
                new TableState.Stopped("schema-change", "Cannot follow \"it\".", Instant.parse("2026-01-02T03:04:05Z"));
        for (TableState state : new TableState[] {TableState.COPYING, TableState.RUNNING, stopped}) {
            TableCursor cursor = cursor(state, OptionalLong.of(7), true, OptionalLong.of(1_700_000_000_000L));
            assertThat(CODEC.parse("orders", CODEC.print(ORDERS, cursor))).isEqualTo(cursor);
        }
    }

    @Test
    void whatIsUnknownIsLeftOut() {
        Map<String, String> printed =
                CODEC.print(ORDERS, cursor(TableState.RUNNING, OptionalLong.empty(), false, OptionalLong.empty()));
        assertThat(printed)
                .doesNotContainKeys(
                        "rows", "source-time-ms", "copy-rows", "copy-estimated-rows", "lost-values", "lagging")
                .containsEntry("writer", "vitesslake test");
        assertThat(CODEC.identity("orders", printed)).isEqualTo(ORDERS);
        assertThat(CODEC.parse("orders", printed).rows()).isEmpty();
        assertThat(CODEC.parse("orders", printed).losses()).isEqualTo(LossCounts.NONE);
        assertThat(CODEC.parse("orders", printed).lagging()).isEqualTo(LaggingShards.NONE);
    }

    @Test
    void shapesThatAllShardsShareAreSavedOnce() {
        SortedMap<Shard, Map<String, Integer>> same = new TreeMap<>();
        same.put(LOW, Map.of("id", 1));
        same.put(HIGH, Map.of("id", 1));
        TableCursor cursor = new TableCursor(
                TableState.RUNNING,
                VGTID,
                same,
                new TreeMap<>(),
                OptionalLong.empty(),
                CopyCursor.NONE,
                OptionalLong.empty(),
                LossCounts.NONE,
                LaggingShards.NONE);
        Map<String, String> printed = CODEC.print(ORDERS, cursor);
        assertThat(printed).containsEntry("shapes", "{\"*\":{\"id\":1}}");
        assertThat(CODEC.parse("orders", printed)).isEqualTo(cursor);
    }

    @Test
    void lostValuesAreSavedByColumnAndKindInWordsThatNeverChange() {
        Map<String, String> printed =
                CODEC.print(ORDERS, cursor(TableState.RUNNING, OptionalLong.empty(), true, OptionalLong.empty()));
        assertThat(printed)
                .containsEntry(
                        "lost-values",
                        "{\"note\":{\"invalid-text\":9000000000},\"time\":{\"zero-date\":2,\"time-beyond-day\":1}}");
    }

    @Test
    void aLossOfAnUnknownKindIsRefused() {
        Map<String, String> printed = new HashMap<>(
                CODEC.print(ORDERS, cursor(TableState.RUNNING, OptionalLong.empty(), false, OptionalLong.empty())));
        printed.put("lost-values", "{\"note\":{\"sense\":1}}");
        assertThatThrownBy(() -> CODEC.parse("orders", printed))
                .isInstanceOf(CodedException.class)
                .hasMessageContainingAll("Cannot resume orders", "sense");
    }

    @Test
    void aCheckpointOfAnUnknownKindIsRefusedWithAWayOut() {
        Map<String, String> printed = new HashMap<>(
                CODEC.print(ORDERS, cursor(TableState.RUNNING, OptionalLong.empty(), false, OptionalLong.empty())));
        printed.put("state", "{\"state\":\"dreaming\"}");
        assertThatThrownBy(() -> CODEC.parse("orders", printed))
                .isInstanceOf(CodedException.class)
                .hasMessageContainingAll("Cannot resume orders", "dreaming", "drop the lake table");
    }

    private static TableCursor cursor(TableState state, OptionalLong rows, boolean touched, OptionalLong time) {
        SortedMap<Shard, Map<String, Integer>> shapes = new TreeMap<>();
        shapes.put(LOW, Map.of("id", 1, "qty", 3));
        shapes.put(HIGH, Map.of("id", 1));
        SortedMap<Shard, PendingDdl> pending = new TreeMap<>();
        if (touched) {
            pending.put(HIGH, new PendingDdl(new TreeMap<>(Map.of("qty", InitialValue.NULL)), Set.of("old")));
        }
        return new TableCursor(
                state, VGTID, shapes, pending, rows, copy(touched), time, losses(touched), lagging(touched));
    }

    private static LaggingShards lagging(boolean some) {
        return some
                ? new LaggingShards(new TreeMap<>(Map.of(LOW, new Lag(Instant.EPOCH, GtidSet.EMPTY))))
                : LaggingShards.NONE;
    }

    private static LossCounts losses(boolean some) {
        return some
                ? new LossCounts(List.of(
                        new Loss("note", Kind.INVALID_TEXT, 9_000_000_000L),
                        new Loss("time", Kind.TIME_BEYOND_DAY, 1),
                        new Loss("time", Kind.ZERO_DATE, 2)))
                : LossCounts.NONE;
    }

    private static CopyCursor copy(boolean touched) {
        return touched
                ? new CopyCursor(
                        Optional.of(new CopyCount(5, 9)),
                        true,
                        Optional.of(new UUID(1, 2)),
                        3,
                        "-80 went away before its copy was complete")
                : CopyCursor.NONE;
    }
}
