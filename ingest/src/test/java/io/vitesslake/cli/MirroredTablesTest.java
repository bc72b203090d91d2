package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableShape;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.commit.CommitOptions;
import io.vitesslake.commit.CommitOutcome;
import io.vitesslake.commit.Requested;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.commit.TableRequests;
import io.vitesslake.config.Config;
import io.vitesslake.decode.LossCounts;
import io.vitesslake.mirror.CopyCursor;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.mirror.LaggingShards;
import io.vitesslake.mirror.TableCursor;
import io.vitesslake.mirror.TableIdentity;
import io.vitesslake.mirror.TableState;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Vgtid;
import io.vitesslake.source.vstream.VgtidCodec;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.tables.TableOptions;
import io.vitesslake.write.WrittenFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which names are accepted, over a real lake in a directory. */
final class MirroredTablesTest {

    private static final Shard LOW = new Shard("commerce", "-80");

    @TempDir
    private Path directory;

    private final List<String> placed = new ArrayList<>();
    private Config config;
    private LakeTables lake;

    @BeforeEach
    void open() throws IOException {
        Path file = Files.writeString(directory.resolve("lake.yaml"), """
                source: {vtgate: "localhost:1", keyspace: commerce, exclude: [secret]}
                catalog: {type: hadoop, warehouse: "%s"}
                tables: {customer: {target: people}}
                """.formatted(
                        directory.resolve("lake").toUri()));
        config = Config.load(file, Map.of());
        lake = LakeTables.open(config.catalog().options());
        mirror("orders", "orders", TableState.RUNNING);
        mirror("people", "customer", new TableState.Stopped("schema-change", "why", java.time.Instant.EPOCH));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void requestsArePlacedWithTheLakeTablesOfTheNamedSourceTables() {
        order("orders", "customer");
        assertThat(placed).containsExactly("orders", "people");
    }

    @Test
    void ofAWrongNameTheNearestMirroredOneIsToldAndNothingIsAskedFor() {
        refused(List.of("orders", "custmer"), "Cannot copy custmer again", "'customer'");
        refused(
                List.of("people"),
                "Cannot copy people again",
                "lake table people mirrors commerce.customer",
                "nearest mirrored table");
    }

    @Test
    void aTableThatTheConfigurationLeavesOutIsRefused() {
        mirror("secret", "secret", TableState.RUNNING);
        refused(List.of("secret"), "source.exclude", "'orders'");
    }

    @Test
    void aTableWhoseCopyHasNotBegunIsRefused() {
        create("fresh");
        refused(List.of("fresh"), "Cannot copy fresh again", "has yet to begin");
    }

    @Test
    void aLakeTableOfAnotherSourceIsRefused() {
        mirror("invoice", "bill", TableState.RUNNING);
        refused(List.of("invoice"), "Cannot copy invoice again", "mirrors commerce.bill");
    }

    @Test
    void aTableWhoseCheckpointIsUnreadableIsRefused() {
        save("orders", new HashMap<>(Map.of("state", "nonsense")));
        assertThatThrownBy(() -> order("orders"))
                .isInstanceOf(CodedException.class)
                .hasMessageContainingAll("Cannot resume orders", "drop the lake table");
        assertThat(placed).isEmpty();
    }

    @Test
    void theCommandLeavesARequestInTheLakeAndTellsWhatHappensNext() {
        assertThat(command("recopy", "orders"))
                .contains("orders", "within about a minute", "the next start", "old rows");
        assertThat(requested("orders").recopy()).isPresent();
        assertThat(requested("people").recopy()).isEmpty();
    }

    @Test
    void aTableIsPausedAndGoesOnByCommand() {
        assertThat(command("pause", "orders", "customer"))
                .contains("orders, customer", "within about a minute", "vitesslake resume");
        assertThat(requested("orders").paused()).isPresent();
        assertThat(requested("people").paused()).isPresent();

        assertThat(command("resume", "orders")).contains("orders", "the next start");
        assertThat(requested("orders").paused()).isEmpty();
        assertThat(requested("people").paused()).isPresent();
        assertThat(command("resume", "custmer")).contains("Cannot resume custmer", "'customer'");
    }

    private Requested requested(String lakeTable) {
        return new TableRequests(SyncRun.NAMES).pending(lake.load(lakeTable).orElseThrow());
    }

    @Test
    void maintenanceTellsOfEachMirroredTable() {
        assertThat(command("maintain", "--dry-run"))
                .contains(
                        "orders: 0 data files, 0 delete files, 1 snapshots; to do: 0 delete files by key, 0 data files")
                .contains("customer: 0 data files");
        assertThat(command("maintain", "orders")).isEqualToIgnoringNewLines("orders: in order");
        assertThat(command("maintain", "order")).contains("Cannot keep order in order", "'orders'");
    }

    private String command(String... words) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out, true);
        String file = directory.resolve("lake.yaml").toString();
        Main.execute(
                new Shutdown(),
                writer,
                writer,
                Stream.concat(Stream.of(words), Stream.of("--config", file)).toArray(String[]::new));
        return out.toString();
    }

    private void order(String... names) {
        placed.addAll(new MirroredTables(config, lake)
                .named(List.of(names), "copy %s again").values().stream()
                        .map(LakeTable::name)
                        .toList());
    }

    private void refused(List<String> names, String... texts) {
        assertThatThrownBy(() -> order(names.toArray(String[]::new)))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG))
                .hasMessageContainingAll(texts);
        assertThat(placed).isEmpty();
    }

    private LakeTable create(String name) {
        TableShape shape = new TableShape(List.of(new Column("id", ColumnType.LONG, true)), List.of("id"));
        return lake.create(name, shape, TableOptions.DEFAULT);
    }

    private void mirror(String name, String source, TableState state) {
        create(name);
        TableCursor cursor = new TableCursor(
                state,
                Vgtid.of(Map.of(LOW, ShardPosition.EMPTY)),
                new TreeMap<>(Map.of(LOW, Map.of("id", 1))),
                new TreeMap<>(),
                OptionalLong.empty(),
                CopyCursor.NONE,
                OptionalLong.empty(),
                LossCounts.NONE,
                LaggingShards.NONE);
        save(name, new CursorCodec(VgtidCodec.text(), "test").print(new TableIdentity("commerce", source), cursor));
    }

    private void save(String name, Map<String, String> cursor) {
        LakeTable table = lake.load(name).orElseThrow();
        TableCommitter committer = new TableCommitter(SyncRun.NAMES, CommitOptions.DEFAULT, new Random(1), wait -> {});
        Optional<UUID> parent = new io.vitesslake.checkpoint.CheckpointReader(SyncRun.NAMES)
                .newest(table)
                .map(saved -> saved.checkpoint().id());
        CommitOutcome outcome = committer.commit(
                table, WrittenFiles.none(table.plan(table.shape())), new Checkpoint(UUID.randomUUID(), parent, cursor));
        assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
    }
}
