package io.vitesslake.commit;

import static io.vitesslake.commit.LakeFixture.NAMES;
import static io.vitesslake.commit.LakeFixture.SHAPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.commit.CommitOutcome.Committed;
import io.vitesslake.commit.FaultyCatalog.Fault;
import io.vitesslake.commit.LakeFixture.Writer;
import io.vitesslake.write.WrittenFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a commit whose answer was lost, late or an error. */
class UnknownOutcomeTest {

    @TempDir
    Path directory;

    private LakeFixture lake;

    @BeforeEach
    void createTable() {
        lake = LakeFixture.jdbc(directory);
    }

    @AfterEach
    void closeCatalogs() {
        lake.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFLICT_WITH_ITSELF", "CONNECTION_LOST_AFTER", "UNKNOWN_AFTER"})
    void aLostAnswerToACommitThatHappenedIsNotCommittedTwice(Fault fault) {
        Writer writer = lake.writer();
        lake.faults().commits(fault);

        Checkpoint checkpoint = writer.insert(1);

        assertThat(lake.snapshotsOf(checkpoint)).isEqualTo(1);
        assertThat(lake.waits).isEmpty();
        assertThat(lake.ids()).containsExactly(1L);
        writer.insert(2);
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void aConflictWithItselfThatIsHeardOfAfterOthersHaveExpiredItsSnapshotKeepsItsFiles() {
        Writer writer = lake.writer();
        lake.faults().commits(Fault.CONFLICT_WITH_ITSELF).beforeTheAnswer(() -> lake.buildOnAndExpire("orders"));

        writer.commit(writer.write(RowsFixture.of(SHAPE).insert(1L, "a")), writer.next("1"));

        assertThat(lake.ids()).containsExactly(1L);
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFLICT", "CONNECTION_LOST_BEFORE", "UNKNOWN_BEFORE"})
    void aCommitThatDidNotHappenIsTriedAgain(Fault fault) {
        Writer writer = lake.writer();
        lake.faults().commits(fault, fault, fault);

        Checkpoint checkpoint = writer.insert(1);

        assertThat(lake.snapshotsOf(checkpoint)).isEqualTo(1);
        assertThat(lake.waits).hasSize(3);
        assertThat(lake.ids()).containsExactly(1L);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aSwapHappensOnceWhateverBecomesOfItsAnswer(Fault fault) {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        lake.faults().commits(fault);

        Checkpoint checkpoint = copy.finish(11);

        assertThat(lake.snapshotsOf(checkpoint)).isEqualTo(1);
        assertThat(lake.ids()).containsExactly(10L, 11L);
        assertThat(lake.foreign().refs()).doesNotContainKey(NAMES.branch());
        writer.insert(2);
        assertThat(lake.ids()).containsExactly(2L, 10L, 11L);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBranchIsStartedAndFedOnceWhateverBecomesOfTheAnswers(Fault fault) {
        Writer writer = lake.writer();
        writer.insert(1);
        new CopyFixture(writer).start(9);
        CopyFixture copy = new CopyFixture(writer);
        lake.faults().commits(fault);
        Checkpoint start = copy.start(10);
        lake.faults().commits(fault);
        Checkpoint more = copy.add(11);

        assertThat(lake.snapshotsOf(start)).isEqualTo(1);
        assertThat(lake.snapshotsOf(more)).isEqualTo(1);
        assertThat(lake.idsOnBranch()).containsExactly(10L, 11L);
        assertThat(lake.ids()).containsExactly(1L);
    }

    @Test
    void aSwapWhoseWriterWasKilledIsFoundDoneOrNotDoneAtAll() {
        for (Fault fault : List.of(Fault.UNKNOWN_BEFORE, Fault.UNKNOWN_AFTER)) {
            long id = fault == Fault.UNKNOWN_BEFORE ? 10 : 20;
            Writer writer = lake.writer();
            new CheckpointReader(NAMES)
                    .newest(lake.table())
                    .ifPresent(saved -> writer.resumeFrom(saved.checkpoint().id()));
            writer.insert(1);
            List<Object> old = lake.ids();
            CopyFixture copy = new CopyFixture(writer);
            copy.start(id);
            WrittenFiles files = copy.rows(id + 1);
            Checkpoint last = copy.next("copied");
            lake.faults().commits(fault).failReadsAfterCommit(4);

            assertThatThrownBy(() -> copy.commit(copy.swap(), files, last)).isInstanceOf(CodedException.class);

            boolean happened = fault == Fault.UNKNOWN_AFTER;
            assertThat(lake.ids()).isEqualTo(happened ? List.of(id, id + 1) : old);
            assertThat(new CheckpointReader(NAMES).newestOnBranch(lake.table()).isEmpty())
                    .isEqualTo(happened);
            assertThat(copy.commit(copy.swap(), files, last)).isInstanceOf(Committed.class);
            assertThat(lake.ids()).containsExactly(id, id + 1);
            assertThat(lake.snapshotsOf(last)).isEqualTo(1);
        }
    }

    @Test
    void aRequestThatArrivesLateIsNotCommittedTwice() {
        Writer writer = lake.writer();
        writer.insert(1);
        lake.faults().commits(Fault.ARRIVES_LATE);

        Checkpoint checkpoint = writer.insert(2);

        assertThat(lake.snapshotsOf(checkpoint)).isEqualTo(1);
        assertThat(lake.ids()).containsExactly(1L, 2L);
        writer.insert(3);
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void anAnswerIsLookedForUntilTheLakeCanBeRead() {
        Writer writer = lake.writer();
        lake.faults().commits(Fault.UNKNOWN_AFTER).failReadsAfterCommit(3);

        Checkpoint checkpoint = writer.insert(1);

        assertThat(lake.waits).hasSize(3);
        assertThat(lake.snapshotsOf(checkpoint)).isEqualTo(1);
    }

    @Test
    void anOutcomeThatStaysUnknownIsAnErrorAndTheSameCommitMayBeRepeated() {
        Writer writer = lake.writer();
        lake.faults().commits(Fault.UNKNOWN_AFTER).failReadsAfterCommit(4);
        Checkpoint checkpoint = writer.next("1");
        WrittenFiles files = writer.write(RowsFixture.of(SHAPE).insert(1L, "a"));

        assertThatThrownBy(() -> writer.commit(files, checkpoint))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("lake-unreachable"))
                .hasMessageContaining("may have happened")
                .hasMessageContaining("start again");

        assertThat(lake.ids()).containsExactly(1L);
        assertThat(writer.commit(files, checkpoint)).isInstanceOf(Committed.class);
        assertThat(lake.snapshotsOf(checkpoint)).isEqualTo(1);
    }

    @Test
    void filesOfWhichNobodyKnowsWhetherTheyWereCommittedAreNotDeleted() {
        Writer writer = lake.writer();
        lake.faults().commits(Fault.UNKNOWN_AFTER).failReadsAfterCommit(4);
        WrittenFiles files = writer.write(RowsFixture.of(SHAPE).insert(1L, "a"));
        assertThatThrownBy(() -> writer.commit(files, writer.next("1"))).isInstanceOf(CodedException.class);

        files.discard();

        assertThat(lake.ids()).containsExactly(1L);
    }

    @Test
    void conflictsWithoutEndAreAnError() {
        Writer writer = lake.writer();
        lake.faults().commits(Fault.CONFLICT, Fault.CONFLICT, Fault.CONFLICT, Fault.CONFLICT);

        assertThatThrownBy(() -> writer.insert(1))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("commit-failed"))
                .hasMessageContaining("4 attempts")
                .hasMessageContaining("let them pause");

        assertThat(lake.waits)
                .hasSize(3)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMillis(10), Duration.ofMillis(50)));
        assertThat(lake.metadata().snapshots()).isEmpty();
    }
}
