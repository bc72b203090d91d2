package io.vitesslake.maintain;

import static io.vitesslake.commit.LakeFixture.SHAPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.RowsFixture;
import io.vitesslake.commit.CommitOutcome.Committed;
import io.vitesslake.commit.CommitReceipt;
import io.vitesslake.commit.LakeFixture;
import io.vitesslake.index.KeyIndex;
import io.vitesslake.write.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceRoundsTest {

    private static final MaintenanceOptions EAGER = new MaintenanceOptions(WriteOptions.DEFAULT, 2, 1, 0.3, 1 << 20);

    @TempDir
    Path dir;

    private final Deque<Runnable> thread = new ArrayDeque<>();
    private Instant now = Instant.EPOCH;
    private Duration took = Duration.ZERO;
    private LakeFixture lake;
    private Maintenance maintenance;
    private LakeFixture.Writer writer;

    @BeforeEach
    void open() throws IOException {
        lake = LakeFixture.jdbc(dir);
        maintenance = new Maintenance(
                lake.committer(), new KeyIndex(Files.createDirectory(dir.resolve("keys")), 1 << 20), EAGER);
        writer = lake.writer();
    }

    @AfterEach
    void close() {
        lake.close();
    }

    /** Each look at it takes time. */
    private InstantSource clock() {
        return () -> now = now.plus(took);
    }

    private CommitReceipt insert(long id) {
        RowsFixture row = RowsFixture.of(SHAPE).insert(id, "a");
        return ((Committed) writer.commit(writer.write(row), writer.next("at " + id))).receipt();
    }

    private void insert(MaintenanceRounds rounds, long first, long last) {
        for (long id = first; id <= last; id++) {
            rounds.afterCommit(writer.table, insert(id));
        }
    }

    private void runThread() {
        while (!thread.isEmpty()) {
            thread.remove().run();
        }
    }

    private long dataFiles() {
        return Long.parseLong(lake.foreign().currentSnapshot().summary().get("total-data-files"));
    }

    @Test
    void workIsCommittedAfterTheCommitThatFollowsIt() {
        MaintenanceRounds rounds = MaintenanceRounds.beside(lake.tables(), maintenance, thread::add, clock());
        insert(rounds, 1, 2);
        runThread();
        assertThat(dataFiles()).isEqualTo(2);
        insert(rounds, 3, 3);
        assertThat(dataFiles()).as("two of them became one").isEqualTo(2);
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aWriterThatEndsSoonWaitsForIt() {
        insert(1);
        MaintenanceRounds rounds = MaintenanceRounds.inline(lake.tables(), maintenance);
        insert(rounds, 2, 2);
        assertThat(dataFiles()).isEqualTo(1);
    }

    @Test
    void afterAPieceOfWorkItRestsThreeTimesAsLong() {
        took = Duration.ofSeconds(10); // so that the piece ends at 30 s
        MaintenanceRounds rounds = MaintenanceRounds.beside(lake.tables(), maintenance, Runnable::run, clock());
        insert(rounds, 1, 2);
        took = Duration.ZERO;
        now = Instant.ofEpochSecond(59);
        insert(rounds, 3, 12);
        assertThat(dataFiles()).isEqualTo(12);
        now = Instant.ofEpochSecond(60);
        insert(rounds, 13, 18);
        assertThat(dataFiles()).isLessThan(12);
    }

    @Test
    void whatIsPreparedWhenAWriterEndsIsRemoved() {
        MaintenanceRounds rounds = MaintenanceRounds.beside(lake.tables(), maintenance, thread::add, clock());
        insert(1);
        insert(rounds, 2, 2);
        runThread();
        assertThat(lake.dataFilesInStorage()).hasSize(3);
        rounds.close();
        assertThat(lake.dataFilesInStorage()).hasSize(2);
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void aFailureEndsNothing() {
        MaintenanceRounds rounds = MaintenanceRounds.inline(lake.tables(), maintenance);
        CommitReceipt receipt = insert(1);
        lake.drop();
        rounds.afterCommit(writer.table, receipt);
        assertThat(lake.tables().list()).isEmpty();
    }
}
