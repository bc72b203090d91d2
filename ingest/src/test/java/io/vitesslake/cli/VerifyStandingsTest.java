package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.TableShape;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.commit.CheckpointCommit;
import io.vitesslake.commit.CommitOptions;
import io.vitesslake.commit.CommitOutcome;
import io.vitesslake.commit.Placement;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.decode.LossCounts;
import io.vitesslake.mirror.CopyCursor;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.mirror.LaggingShards;
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
import io.vitesslake.verify.LakeStanding;
import io.vitesslake.verify.LakeStanding.State;
import io.vitesslake.write.WrittenFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What verify takes from the newest checkpoint of a real lake in a directory. */
final class VerifyStandingsTest {

    private static final Shard LOW = new Shard("commerce", "-80");
    private static final TableIdentity ORDERS = new TableIdentity("commerce", "orders");
    private static final ShardPosition AT_FIVE =
            ShardPosition.at(GtidSet.parse("MySQL56/16b1039f-22b6-11ed-b765-0a43f95f28a3:1-5"));

    @TempDir
    private Path directory;

    private LakeTables tables;
    private LakeTable table;
    private Optional<UUID> parent = Optional.empty();

    @BeforeEach
    void create() {
        tables = LakeTables.open(new CatalogOptions(
                "lake",
                "commerce",
                Map.of(
                        "type",
                        "hadoop",
                        "warehouse",
                        directory.resolve("lake").toUri().toString())));
        TableShape shape = new TableShape(List.of(new Column("id", ColumnType.LONG, true)), List.of("id"));
        table = tables.create("orders", shape, TableOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        tables.close();
    }

    private LakeStanding standing() {
        CursorCodec cursors = new CursorCodec(VgtidCodec.text(), "test");
        return new VerifyStandings(ORDERS, new CheckpointReader(SyncRun.NAMES), cursors).of(table);
    }

    private void save(TableIdentity source, TableState state, ShardPosition position, Placement placement) {
        UUID id = UUID.randomUUID();
        TableCursor cursor = new TableCursor(
                state,
                Vgtid.of(Map.of(LOW, position)),
                new TreeMap<>(Map.of(LOW, Map.of("id", 1))),
                new TreeMap<>(),
                OptionalLong.empty(),
                CopyCursor.NONE,
                OptionalLong.empty(),
                LossCounts.NONE,
                LaggingShards.NONE);
        CommitOutcome outcome = new TableCommitter(SyncRun.NAMES, CommitOptions.DEFAULT, new Random(1), wait -> {})
                .commit(
                        table,
                        new CheckpointCommit(
                                WrittenFiles.none(table.plan(table.shape())),
                                new Checkpoint(
                                        id, parent, new CursorCodec(VgtidCodec.text(), "test").print(source, cursor)),
                                placement,
                                Optional.empty()));
        parent = Optional.of(id);
        assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
    }

    @Test
    void aRunningTableStandsAtItsPosition() {
        save(ORDERS, TableState.RUNNING, AT_FIVE, Placement.MAIN);
        assertThat(standing()).isEqualTo(new LakeStanding(State.RUNNING, Vgtid.of(Map.of(LOW, AT_FIVE)), ""));
    }

    @Test
    void aTableThatIsBeingCopiedIsNoMoreThanThat() {
        save(ORDERS, TableState.COPYING, ShardPosition.copyFromStart("orders"), Placement.MAIN);
        assertThat(standing().state()).isEqualTo(State.COPYING);
        assertThat(standing().reason()).contains("being copied", "vitesslake status");
    }

    @Test
    void aTableThatStoppedInItsCopyIsNoMoreThanACopy() {
        TableState stopped = new TableState.Stopped("purged-binlog", "Cannot go on", Instant.EPOCH);
        save(ORDERS, stopped, ShardPosition.copyFromStart("orders"), Placement.MAIN);
        assertThat(standing().state()).isEqualTo(State.COPYING);
    }

    @Test
    void aStoppedTableSaysWhy() {
        save(ORDERS, new TableState.Stopped("purged-binlog", "Cannot go on", Instant.EPOCH), AT_FIVE, Placement.MAIN);
        assertThat(standing().state()).isEqualTo(State.STOPPED);
        assertThat(standing().reason()).contains("Cannot go on");
    }

    @Test
    void aTableThatIsCopiedAgainIsAboutToBeReplaced() {
        save(ORDERS, TableState.RUNNING, AT_FIVE, Placement.MAIN);
        save(ORDERS, TableState.COPYING, ShardPosition.copyFromStart("orders"), Placement.BRANCH_START);
        assertThat(standing().state()).isEqualTo(State.REPLACED);
        assertThat(standing().vgtid()).isEqualTo(Vgtid.of(Map.of(LOW, AT_FIVE)));
    }

    @Test
    void aTableOfAnotherSourceIsRefused() {
        save(new TableIdentity("commerce", "customer"), TableState.RUNNING, AT_FIVE, Placement.MAIN);
        assertThatThrownBy(this::standing)
                .isInstanceOf(CodedException.class)
                .hasMessageContainingAll("commerce.orders", "mirrors commerce.customer", "tables.orders.target");
    }

    @Test
    void aTableWithoutACheckpointIsRefused() {
        assertThatThrownBy(this::standing)
                .isInstanceOf(CodedException.class)
                .hasMessageContainingAll("no checkpoint yet", "Wait for its first copy");
    }
}
