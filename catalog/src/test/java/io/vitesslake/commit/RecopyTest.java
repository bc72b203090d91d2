package io.vitesslake.commit;

import static io.vitesslake.commit.LakeFixture.NAMES;
import static io.vitesslake.commit.LakeFixture.SHAPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.RowsFixture;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.commit.CommitOutcome.BranchLost;
import io.vitesslake.commit.CommitOutcome.Committed;
import io.vitesslake.commit.CommitOutcome.Fenced;
import io.vitesslake.commit.CommitOutcome.RolledBack;
import io.vitesslake.commit.LakeFixture.Writer;
import io.vitesslake.write.WrittenFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table is copied again beside what readers see. */
class RecopyTest {

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

    private Optional<SavedCheckpoint> newest() {
        return new CheckpointReader(NAMES).newest(lake.table());
    }

    private Optional<Checkpoint> newestOnBranch() {
        return new CheckpointReader(NAMES).newestOnBranch(lake.table()).map(SavedCheckpoint::checkpoint);
    }

    private CommitOutcome anew(Writer writer, WrittenFiles files, Checkpoint checkpoint) {
        return writer.committer.commit(
                writer.table, new CheckpointCommit(files, checkpoint, Placement.MAIN_ANEW, Optional.empty()));
    }

    @Test
    void aCopyThatStartsAnewLeavesNoRowAndNoDeleteOfBefore() {
        Writer writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        writer.commit(writer.write(RowsFixture.of(SHAPE).delete(1L, "row 1")), writer.next("deleted"));
        WrittenFiles files =
                writer.write(RowsFixture.of(SHAPE).insert(1L, "anew").delete(2L, "row 2"));
        Checkpoint checkpoint = writer.next("anew");

        assertThat(anew(writer, files, checkpoint)).isInstanceOf(Committed.class);

        assertThat(lake.rows()).containsExactly(List.of(1L, "anew"));
        Table table = lake.foreign();
        assertThat(table.currentSnapshot().deleteManifests(table.io()))
                .allMatch(manifest -> !manifest.hasAddedFiles() && !manifest.hasExistingFiles());
        assertThat(table.currentSnapshot().summary()).containsEntry("total-records", "1");
        assertThat(newest().orElseThrow().checkpoint()).isEqualTo(checkpoint);
        for (DeleteFile unused : files.deletes()) {
            assertThat(table.io().newInputFile(unused.location()).exists()).isFalse();
        }
        writer.resumeFrom(checkpoint.id()).insert(3);
        assertThat(lake.ids()).containsExactly(1L, 3L);
    }

    @Test
    void aCopyThatStartsAnewObeysTheFence() {
        Writer one = lake.writer();
        Writer two = lake.writer().resumeFrom(one.insert(1).id());
        one.insert(2);

        assertThat(anew(two, two.nothing(), two.next("anew"))).isInstanceOf(Fenced.class);
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void readersSeeTheOldRowsUntilTheSwapAndThenOnlyTheNewOnes() {
        Writer writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        CopyFixture copy = new CopyFixture(writer);
        Map<String, String> properties = lake.properties();
        long tagged = lake.foreign().refs().get(NAMES.tag()).snapshotId();

        Checkpoint start = copy.start(10);
        Checkpoint more = copy.add(11);

        assertThat(lake.ids()).containsExactly(1L, 2L);
        assertThat(lake.properties()).isEqualTo(properties);
        assertThat(lake.foreign().refs().get(NAMES.tag()).snapshotId()).isEqualTo(tagged);
        assertThat(lake.idsOnBranch()).containsExactly(10L, 11L);
        assertThat(newestOnBranch()).contains(more);
        assertThat(start.parentId())
                .isEqualTo(newest().map(saved -> saved.checkpoint().id()));
        writer.insert(3);
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L);
        assertThat(newestOnBranch()).contains(more);

        Checkpoint last = copy.finish(12);

        assertThat(lake.ids()).containsExactly(10L, 11L, 12L);
        assertThat(lake.foreign().currentSnapshot().summary())
                .containsEntry("total-records", "3")
                .containsEntry("vitess.inserted", "1")
                .doesNotContainKey("vitess.branch");
        assertThat(newest().orElseThrow().checkpoint()).isEqualTo(last);
        assertThat(newestOnBranch()).isEmpty();
        assertThat(lake.foreign().refs()).containsOnlyKeys("main", NAMES.tag());
        assertThat(lake.foreign().refs().get(NAMES.tag()).snapshotId()).isEqualTo(lake.snapshotOf(last));
        assertThat(lake.properties())
                .containsEntry("vitess.vgtid", "copied")
                .containsEntry("vitess.checkpoint-id", last.id().toString());
        writer.insert(4);
        assertThat(lake.ids()).containsExactly(4L, 10L, 11L, 12L);
    }

    @Test
    void aTableWithoutASnapshotIsCopiedOnABranchToo() {
        Writer writer = lake.writer();
        CopyFixture copy = new CopyFixture(writer);

        Checkpoint start = copy.start(1);
        assertThat(lake.foreign().currentSnapshot()).isNull();
        assertThat(newest()).isEmpty();
        assertThat(newestOnBranch()).contains(start);
        copy.add(2);
        Checkpoint last = copy.finish(3);

        assertThat(lake.ids()).containsExactly(1L, 2L, 3L);
        assertThat(newest().orElseThrow().checkpoint()).isEqualTo(last);
    }

    @Test
    void aTableWithoutASnapshotStaysOneWhenItsBranchIsStartedAnewOrDiscarded() {
        Writer writer = lake.writer();
        new CopyFixture(writer).start(1);
        new CopyFixture(writer).start(2);
        assertThat(lake.idsOnBranch()).containsExactly(2L);

        writer.committer.discardBranch(writer.table);

        assertThat(newest()).isEmpty();
        writer.insert(3);
        assertThat(lake.ids()).containsExactly(3L);
    }

    @Test
    void aBranchThatIsStartedAnewHoldsNothingOfTheOldOne() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture first = new CopyFixture(writer);
        first.start(10);
        first.add(11);
        writer.insert(2);

        CopyFixture second = new CopyFixture(writer);
        Checkpoint start = second.start(20);

        assertThat(lake.idsOnBranch()).containsExactly(20L);
        assertThat(lake.metadata().snapshot(lake.snapshotOf(start)).summary()).containsEntry("total-records", "1");
        assertThat(first.commit(Placement.BRANCH, first.rows(12), first.next("late")))
                .isInstanceOf(BranchLost.class);
        second.finish(21);
        assertThat(lake.ids()).containsExactly(20L, 21L);
    }

    @Test
    void aBranchIsStartedOnlyByTheWriterOfTheTable() {
        Writer one = lake.writer();
        Writer two = lake.writer().resumeFrom(one.insert(1).id());
        one.insert(2);
        CopyFixture copy = new CopyFixture(two);

        assertThat(copy.commit(Placement.BRANCH_START, copy.rows(1), copy.first()))
                .isInstanceOf(Fenced.class);
        assertThat(lake.foreign().refs()).doesNotContainKey(NAMES.branch());
    }

    @Test
    void aBranchIsNotStartedOnATableThatWasRolledBack() {
        Writer writer = lake.writer();
        Checkpoint first = writer.insert(1);
        writer.insert(2);
        lake.rollbackTo(lake.snapshotOf(first));
        CopyFixture copy = new CopyFixture(writer);

        assertThat(copy.commit(Placement.BRANCH_START, copy.rows(1), copy.first()))
                .isInstanceOfSatisfying(
                        RolledBack.class,
                        back -> assertThat(back.to().checkpoint()).isEqualTo(first));
    }

    @Test
    void aStartThatIsRepeatedIsCommittedOnce() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        WrittenFiles files = copy.rows(10);
        Checkpoint start = copy.first();
        copy.commit(Placement.BRANCH_START, files, start);

        assertThat(copy.commit(Placement.BRANCH_START, files, start)).isInstanceOf(Committed.class);
        assertThat(lake.snapshotsOf(start)).isEqualTo(1);
        copy.add(11);
        assertThat(copy.commit(Placement.BRANCH_START, files, start)).isInstanceOf(Committed.class);
        assertThat(lake.idsOnBranch()).containsExactly(10L, 11L);
    }

    @Test
    void aBranchThatIsMissingOrHoldsAnotherCheckpointIsLost() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        Checkpoint start = copy.start(10);
        CopyFixture zombie = new CopyFixture(writer).resumeFrom(start.id());
        Checkpoint winner = copy.add(11);

        assertThat(zombie.commit(Placement.BRANCH, zombie.rows(12), zombie.next("late")))
                .isInstanceOfSatisfying(
                        BranchLost.class,
                        lost -> assertThat(lost.what())
                                .contains(
                                        "orders",
                                        start.id().toString(),
                                        winner.id().toString(),
                                        "starts anew"));
        writer.committer.discardBranch(writer.table);
        assertThat(copy.commit(Placement.BRANCH, copy.rows(12), copy.next("late")))
                .isInstanceOfSatisfying(
                        BranchLost.class, lost -> assertThat(lost.what()).contains("it holds none"));
        assertThat(copy.commit(copy.swap(), copy.rows(12), copy.next("late"))).isInstanceOf(BranchLost.class);
        assertThat(lake.ids()).containsExactly(1L);
    }

    @Test
    void aBranchWhoseRowsOthersChangedIsLost() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        lake.foreign()
                .newDelete()
                .toBranch(NAMES.branch())
                .deleteFromRowFilter(Expressions.alwaysTrue())
                .commit();

        assertThat(copy.commit(copy.swap(), copy.rows(11), copy.next("copied")))
                .isInstanceOfSatisfying(
                        BranchLost.class, lost -> assertThat(lost.what()).contains("changed its rows"));
        assertThat(lake.ids()).containsExactly(1L);
    }

    @Test
    void aBranchOfThatNameThatIsNotOursHoldsNoCheckpoint() {
        Writer writer = lake.writer();
        Checkpoint checkpoint = writer.insert(1);
        lake.foreign()
                .manageSnapshots()
                .createBranch(NAMES.branch(), lake.snapshotOf(checkpoint))
                .commit();

        assertThat(newestOnBranch()).isEmpty();
        CopyFixture copy = new CopyFixture(writer).resumeFrom(checkpoint.id());
        assertThat(copy.commit(Placement.BRANCH, copy.rows(10), copy.next("copied")))
                .isInstanceOf(BranchLost.class);
        new CopyFixture(writer).start(10);
        assertThat(lake.idsOnBranch()).containsExactly(10L);
    }

    @Test
    void aBranchWhoseIdsAreNoneHoldsNoCheckpoint() {
        lake.writer().insert(1);
        lake.foreign()
                .newAppend()
                .toBranch(NAMES.branch())
                .set(NAMES.idProperty(), "7")
                .commit();

        assertThat(newestOnBranch()).isEmpty();
    }

    @Test
    void oneSnapshotIsAddedByEachCommit() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        copy.add(11);
        copy.finish(12);

        List<Snapshot> snapshots = lake.metadata().snapshots();
        assertThat(snapshots)
                .hasSize(4)
                .allSatisfy(snapshot -> assertThat(snapshot.summary()).containsKey(NAMES.idProperty()));
    }

    @Test
    void discardingABranchLeavesWhatReadersSee() {
        Writer writer = lake.writer();
        writer.insert(1);
        new CopyFixture(writer).start(10);
        lake.faults().commits(FaultyCatalog.Fault.CONFLICT, FaultyCatalog.Fault.UNKNOWN_AFTER);

        writer.committer.discardBranch(writer.table);
        writer.committer.discardBranch(writer.table);

        assertThat(lake.foreign().refs()).doesNotContainKey(NAMES.branch());
        assertThat(newestOnBranch()).isEmpty();
        writer.insert(2);
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }
}
