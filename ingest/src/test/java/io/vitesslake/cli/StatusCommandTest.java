package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.TableShape;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.commit.CommitOptions;
import io.vitesslake.commit.CommitOutcome;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.commit.TableRequests;
import io.vitesslake.decode.LossCounts;
import io.vitesslake.decode.ValueLosses.Kind;
import io.vitesslake.decode.ValueLosses.Loss;
import io.vitesslake.mirror.CopyCount;
import io.vitesslake.mirror.CopyCursor;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.mirror.LaggingShards;
import io.vitesslake.mirror.LaggingShards.Lag;
import io.vitesslake.mirror.TableCursor;
import io.vitesslake.mirror.TableIdentity;
import io.vitesslake.mirror.TableState;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Vgtid;
import io.vitesslake.source.vstream.VgtidCodec;
import io.vitesslake.tables.CatalogOptions;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.tables.TableOptions;
import io.vitesslake.write.WrittenFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Status over a real lake in a directory. */
final class StatusCommandTest {

    private static final Shard LOW = new Shard("commerce", "-80");
    private static final Vgtid AT_FIVE = Vgtid.of(Map.of(
            LOW,
            new ShardPosition(
                    ShardPosition.State.AT,
                    GtidSet.parse("MySQL56/16b1039f-22b6-11ed-b765-0a43f95f28a3:1-5"),
                    List.of())));

    @TempDir
    private Path directory;

    private Path config;

    @BeforeEach
    void configure() throws IOException {
        config = Files.writeString(directory.resolve("lake.yaml"), """
                source: {vtgate: "localhost:1", keyspace: commerce}
                catalog: {type: hadoop, warehouse: "%s"}
                """.formatted(
                        directory.resolve("lake").toUri()));
    }

    @Test
    void anEmptyLakeIsNoError() throws IOException {
        assertThat(status()).isEqualTo("The lake has no tables yet.\n");
        assertThat(status("--json")).isEqualToIgnoringWhitespace("[]");
    }

    @Test
    void everyStateIsShownWithItsReason() throws IOException {
        try (LakeTables tables = open()) {
            save(tables, "copying", TableState.COPYING, OptionalLong.empty());
            save(tables, "running", TableState.RUNNING, OptionalLong.of(12));
            save(
                    tables,
                    "stopped",
                    new TableState.Stopped("unsupported-column-type", "no way for GEOMETRY", Instant.EPOCH),
                    OptionalLong.of(3));
            create(tables, "untouched");
        }
        String page = status();
        assertThat(page.lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).matches("TABLE +STATE +ROWS +CHECKPOINT +LAG +POSITION"),
                        line -> assertThat(line)
                                .matches(
                                        "copying +copying 1,200,000 of about 3,000,000 \\(40 %\\) +unknown +\\d{4}-\\S+Z +\\d+d \\d+h +\\S*-80@\\S+:1-5"),
                        line -> assertThat(line).matches("running +running +12 .*"),
                        line -> assertThat(line).matches("stopped +stopped +3 .*"),
                        line -> assertThat(line).matches("untouched +empty .*"),
                        line -> assertThat(line).isEmpty(),
                        line -> assertThat(line).startsWith("copying: the copy started anew 2 times"),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "stopped stopped at 1970-01-01T00:00:00Z: no way for GEOMETRY [unsupported-column-type]"));
    }

    @Test
    void theJsonHoldsTheSameAndTheWholePosition() throws IOException {
        try (LakeTables tables = open()) {
            save(
                    tables,
                    "orders",
                    new TableState.Stopped("unsupported-column-type", "no way", Instant.EPOCH),
                    OptionalLong.of(3));
        }
        JsonNode orders = new ObjectMapper().readTree(status("--json")).get(0);
        assertThat(orders.get("table").asText()).isEqualTo("orders");
        assertThat(orders.get("keyspace").asText()).isEqualTo("commerce");
        assertThat(orders.get("state").asText()).isEqualTo("stopped");
        assertThat(orders.get("code").asText()).isEqualTo("unsupported-column-type");
        assertThat(orders.get("rows").asLong()).isEqualTo(3);
        assertThat(orders.get("lag_ms").asLong()).isPositive();
        assertThat(VgtidCodec.text().parse(orders.get("vgtid").toString())).isEqualTo(AT_FIVE);
    }

    @Test
    void theJsonTellsHowFarACopyIs() throws IOException {
        try (LakeTables tables = open()) {
            save(tables, "copying", TableState.COPYING, OptionalLong.empty());
            save(tables, "running", TableState.RUNNING, OptionalLong.of(3));
        }
        JsonNode page = new ObjectMapper().readTree(status("--json"));
        assertThat(page.get(0).get("copied_rows").asLong()).isEqualTo(1_200_000);
        assertThat(page.get(0).get("estimated_rows").asLong()).isEqualTo(3_000_000);
        assertThat(page.get(0).get("copied_percent").asInt()).isEqualTo(40);
        assertThat(page.get(1).has("copied_rows")).isFalse();
    }

    @Test
    void aCopyThatStartedAnewAndOneThatIsAskedForAreShown() throws IOException {
        try (LakeTables tables = open()) {
            save(tables, "again", TableState.COPYING, OptionalLong.empty());
            save(tables, "asked", TableState.RUNNING, OptionalLong.of(3));
            LakeTable asked = tables.load("asked").orElseThrow();
            new TableRequests(SyncRun.NAMES).recopy(asked, UUID.randomUUID());
        }
        assertThat(status())
                .contains("running; new copy asked for")
                .contains("again: the copy started anew 2 times, last because a shard went away");
        JsonNode page = new ObjectMapper().readTree(status("--json"));
        assertThat(page.get(0).get("copy_restarts").asInt()).isEqualTo(2);
        assertThat(page.get(0).has("new_copy")).isFalse();
        assertThat(page.get(1).has("new_copy")).isTrue();
    }

    @Test
    void lostValuesAreToldPerColumnAndKind() throws IOException {
        LossCounts losses = new LossCounts(
                List.of(new Loss("day", Kind.ZERO_DATE, 12_345), new Loss("note", Kind.INVALID_TEXT, 1)));
        try (LakeTables tables = open()) {
            save(create(tables, "orders"), cursor(TableState.RUNNING, OptionalLong.of(3), losses));
            save(tables, "other", TableState.RUNNING, OptionalLong.of(3));
        }
        assertThat(status())
                .contains(
                        "orders: 12,345 values of column day lost: a date that no calendar holds is null in the lake (zero-dates: null)\n",
                        "orders: 1 value of column note lost: text that is not valid has U+FFFD")
                .doesNotContain("other:");
        JsonNode page = new ObjectMapper().readTree(status("--json"));
        assertThat(page.get(0).get("lost_values"))
                .hasToString("[{\"column\":\"day\",\"kind\":\"zero-date\",\"count\":12345},"
                        + "{\"column\":\"note\",\"kind\":\"invalid-text\",\"count\":1}]");
        assertThat(page.get(1).has("lost_values")).isFalse();
    }

    @Test
    void columnsOfFloatAreToldToBeRounded() throws IOException {
        try (LakeTables tables = open()) {
            Column id = new Column("id", ColumnType.LONG, true);
            Column f = new Column("f", ColumnType.FLOAT, false);
            Column g = new Column("g", ColumnType.FLOAT, false);
            Column d = new Column("d", ColumnType.DOUBLE, false);
            save(create(tables, "one", id, f, d), cursor(TableState.COPYING, OptionalLong.empty(), LossCounts.NONE));
            save(create(tables, "two", id, f, g), cursor(TableState.RUNNING, OptionalLong.of(3), LossCounts.NONE));
            save(create(tables, "zero", id, d), cursor(TableState.RUNNING, OptionalLong.of(3), LossCounts.NONE));
        }
        assertThat(status())
                .contains(
                        "one: column f: copied values of FLOAT have six digits",
                        "two: columns f, g: copied values of FLOAT have six digits")
                .doesNotContain("zero:");
        JsonNode page = new ObjectMapper().readTree(status("--json"));
        assertThat(page.get(1).get("six_digit_columns")).hasToString("[\"f\",\"g\"]");
        assertThat(page.get(2).has("six_digit_columns")).isFalse();
    }

    @Test
    void whatOthersChangedIsToldWithTheRemedy() throws IOException {
        try (LakeTables tables = open()) {
            LakeTable orders = create(tables, "orders");
            UUID first = save(orders, cursor(TableState.RUNNING, OptionalLong.of(3), LossCounts.NONE));
            orders.iceberg()
                    .newDelete()
                    .deleteFromRowFilter(Expressions.alwaysTrue())
                    .set("engine-name", "spark")
                    .commit();
            save(orders, Optional.of(first), cursor(TableState.RUNNING, OptionalLong.of(3), LossCounts.NONE));
            save(tables, "other", TableState.RUNNING, OptionalLong.of(3));
        }
        assertThat(status())
                .containsPattern("orders: changed by others, so that it may differ .*vitesslake recopy orders\\): "
                        + "delete \\(snapshot \\d+, at \\S+, by engine spark\\)\n")
                .doesNotContain("other:");
        JsonNode page = new ObjectMapper().readTree(status("--json"));
        JsonNode change = page.get(0).get("foreign_changes").get(0);
        assertThat(change.get("operation").asText()).isEqualTo("delete");
        assertThat(change.get("engine").asText()).isEqualTo("spark");
        assertThat(page.get(1).has("foreign_changes")).isFalse();
    }

    @Test
    void aShardThatLagsIsToldWithItsBeginningAndWhatItsServerHasMore() throws IOException {
        Instant since = Instant.parse("2026-01-02T03:04:05.678Z");
        GtidSet two = GtidSet.parse("16b1039f-22b6-11ed-b765-0a43f95f28a3:6-7");
        try (LakeTables tables = open()) {
            save(create(tables, "copied"), lagging(TableState.COPYING, new Lag(since, GtidSet.EMPTY)));
            save(create(tables, "orders"), lagging(TableState.RUNNING, new Lag(since, two)));
            save(tables, "other", TableState.RUNNING, OptionalLong.of(3));
        }
        assertThat(status())
                .contains(
                        "copied: nothing comes from shard commerce/-80 since 2026-01-02T03:04:05Z, though its copy lacks rows",
                        "orders: nothing comes from shard commerce/-80 since 2026-01-02T03:04:05Z, though its MySQL has 2"
                                + " transactions more: " + two + ". Look at its tablet")
                .doesNotContain("other:");
        JsonNode page = new ObjectMapper().readTree(status("--json"));
        assertThat(page.get(0).get("lagging_shards"))
                .hasToString("[{\"shard\":\"-80\",\"since\":\"2026-01-02T03:04:05.678Z\"}]");
        assertThat(page.get(1).get("lagging_shards"))
                .hasToString("[{\"shard\":\"-80\",\"since\":\"2026-01-02T03:04:05.678Z\",\"behind\":\"" + two
                        + "\",\"behind_transactions\":2}]");
        assertThat(page.get(2).has("lagging_shards")).isFalse();
    }

    private static TableCursor lagging(TableState state, Lag lag) {
        return cursor(state, OptionalLong.of(3), LossCounts.NONE, new LaggingShards(new TreeMap<>(Map.of(LOW, lag))));
    }

    private LakeTables open() {
        return LakeTables.open(new CatalogOptions(
                "lake",
                "commerce",
                Map.of(
                        "type",
                        "hadoop",
                        "warehouse",
                        directory.resolve("lake").toUri().toString())));
    }

    private static LakeTable create(LakeTables tables, String name) {
        return create(tables, name, new Column("id", ColumnType.LONG, true));
    }

    private static LakeTable create(LakeTables tables, String name, Column... columns) {
        TableShape shape = new TableShape(List.of(columns), List.of("id"));
        return tables.create(name, shape, TableOptions.DEFAULT);
    }

    private static void save(LakeTables tables, String name, TableState state, OptionalLong rows) {
        save(create(tables, name), cursor(state, rows, LossCounts.NONE));
    }

    private static TableCursor cursor(TableState state, OptionalLong rows, LossCounts losses) {
        return cursor(state, rows, losses, LaggingShards.NONE);
    }

    private static TableCursor cursor(TableState state, OptionalLong rows, LossCounts losses, LaggingShards lagging) {
        return new TableCursor(
                state,
                AT_FIVE,
                new TreeMap<>(Map.of(LOW, Map.of("id", 1))),
                new TreeMap<>(),
                rows,
                state == TableState.COPYING
                        ? new CopyCursor(
                                Optional.of(new CopyCount(1_200_000, 3_000_000)),
                                false,
                                Optional.empty(),
                                2,
                                "a shard went away")
                        : CopyCursor.NONE,
                OptionalLong.of(1_700_000_000_000L),
                losses,
                lagging);
    }

    private static UUID save(LakeTable table, TableCursor cursor) {
        return save(table, Optional.empty(), cursor);
    }

    private static UUID save(LakeTable table, Optional<UUID> parent, TableCursor cursor) {
        UUID id = UUID.randomUUID();
        Map<String, String> saved =
                new CursorCodec(VgtidCodec.text(), "test").print(new TableIdentity("commerce", table.name()), cursor);
        TableCommitter committer = new TableCommitter(SyncRun.NAMES, CommitOptions.DEFAULT, new Random(1), wait -> {});
        CommitOutcome outcome = committer.commit(
                table, WrittenFiles.none(table.plan(table.shape())), new Checkpoint(id, parent, saved));
        assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
        return id;
    }

    private String status(String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] args = new String[3 + options.length];
        args[0] = "status";
        args[1] = "--config";
        args[2] = config.toString();
        System.arraycopy(options, 0, args, 3, options.length);
        int exitCode = Main.execute(new Shutdown(), new PrintWriter(out, true), new PrintWriter(err, true), args);
        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).isZero();
        return out.toString();
    }
}
