package io.vitesslake.maintain;

import static io.vitesslake.commit.LakeFixture.NAMES;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.RowsFixture;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.commit.CheckpointCommit;
import io.vitesslake.commit.CommitReceipt;
import io.vitesslake.commit.CopyFixture;
import io.vitesslake.commit.FaultyCatalog.Fault;
import io.vitesslake.commit.LakeFixture;
import io.vitesslake.commit.LakeFixture.Writer;
import io.vitesslake.commit.Placement;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotExpiryTest {

    /** Snapshots carry the time of the machine; every one of a test is old by this clock. */
    private static final Clock FAR_FUTURE = Clock.fixed(Instant.parse("2999-01-01T00:00:00Z"), ZoneOffset.UTC);

    private static final ExpiryOptions KEEP_TWO = new ExpiryOptions(2, Duration.ofHours(24), 1);

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

    private static SnapshotExpiry expiry(Writer writer, ExpiryOptions options, Clock clock) {
        return new SnapshotExpiry(NAMES, options, clock, writer.committer);
    }

    private List<Long> snapshots() {
        List<Long> ids = new ArrayList<>();
        lake.metadata().snapshots().forEach(snapshot -> ids.add(snapshot.snapshotId()));
        return ids;
    }

    @Test
    void theNewestAreKeptAndTheRestGoes() {
        Writer writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        long third = lake.snapshotOf(writer.insert(3));
        CommitReceipt receipt = writer.idle();

        int removed = expiry(writer, KEEP_TWO, FAR_FUTURE).afterCommit(writer.table, receipt);

        assertThat(removed).isEqualTo(2);
        assertThat(snapshots()).containsExactlyInAnyOrder(third, receipt.snapshotId());
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L);
        writer.insert(4);
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void filesThatOnlyOldSnapshotsUsedAreDeleted() {
        Writer writer = lake.writer();
        writer.insert(1);
        String list = lake.foreign().currentSnapshot().manifestListLocation();
        writer.insert(2);
        writer.insert(3);

        expiry(writer, KEEP_TWO, FAR_FUTURE).afterCommit(writer.table, writer.idle());

        assertThat(lake.foreign().io().newInputFile(list).exists()).isFalse();
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void youngSnapshotsAreKept() {
        Writer writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        writer.insert(3);

        assertThat(expiry(writer, KEEP_TWO, Clock.systemUTC()).afterCommit(writer.table, writer.idle()))
                .isZero();
    }

    @Test
    void whatBranchesAndTagsHoldIsKept() {
        Writer writer = lake.writer();
        long tagged = lake.snapshotOf(writer.insert(1));
        long inBranch = lake.snapshotOf(writer.insert(2));
        long branched = lake.snapshotOf(writer.insert(3));
        long free = lake.snapshotOf(writer.insert(4));
        lake.foreign()
                .manageSnapshots()
                .createTag("audit", tagged)
                .createBranch("test", branched)
                .commit();
        writer.insert(5);
        CommitReceipt receipt = writer.idle();

        expiry(writer, KEEP_TWO, FAR_FUTURE).afterCommit(writer.table, receipt);

        assertThat(snapshots()).contains(tagged, inBranch, branched).doesNotContain(free);
    }

    @Test
    void aNewCopyKeepsWhatItNeedsAndNoMore() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        long start = lake.snapshotOf(copy.start(10));
        Checkpoint head = copy.add(11);
        writer.insert(2);
        writer.insert(3);

        expiry(writer, new ExpiryOptions(1, Duration.ZERO, 1), FAR_FUTURE).afterCommit(writer.table, writer.idle());

        assertThat(snapshots()).contains(lake.snapshotOf(head)).doesNotContain(start);
        assertThat(lake.idsOnBranch()).containsExactly(10L, 11L);
        copy.finish(12);
        assertThat(lake.ids()).containsExactly(10L, 11L, 12L);
    }

    @Test
    void afterASwapTheOldRowsGoLikeAnyOther() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        writer.insert(2);
        Snapshot old = lake.foreign().currentSnapshot();
        String oldFile =
                old.addedDataFiles(lake.foreign().io()).iterator().next().location();
        copy.finish(11);
        CommitReceipt receipt = writer.idle();

        expiry(writer, new ExpiryOptions(1, Duration.ZERO, 1), FAR_FUTURE).afterCommit(writer.table, receipt);

        assertThat(snapshots()).containsExactly(receipt.snapshotId());
        assertThat(lake.foreign().io().newInputFile(oldFile).exists()).isFalse();
        assertThat(lake.ids()).containsExactly(10L, 11L);
        writer.insert(3);
        assertThat(lake.ids()).containsExactly(3L, 10L, 11L);
    }

    @Test
    void aBranchThatWasDiscardedGoes() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        copy.add(11);
        String file = lake.foreign()
                .snapshot(NAMES.branch())
                .addedDataFiles(lake.foreign().io())
                .iterator()
                .next()
                .location();
        writer.committer.discardBranch(writer.table);
        CommitReceipt receipt = writer.idle();

        expiry(writer, new ExpiryOptions(1, Duration.ZERO, 1), FAR_FUTURE).afterCommit(writer.table, receipt);

        assertThat(snapshots()).containsExactly(receipt.snapshotId());
        assertThat(lake.foreign().io().newInputFile(file).exists()).isFalse();
        assertThat(lake.ids()).containsExactly(1L);
    }

    @Test
    void notesGoWithTheirSnapshots() {
        Writer writer = lake.writer();
        Checkpoint checkpoint = writer.next("noted");
        writer.committer.commit(
                writer.table,
                new CheckpointCommit(writer.nothing(), checkpoint, Placement.MAIN, Optional.of(new byte[] {1})));
        writer.resumeFrom(checkpoint.id());
        String notes = lake.metadata().statisticsFiles().get(0).path();
        assertThat(lake.foreign().io().newInputFile(notes).exists()).isTrue();

        expiry(writer, new ExpiryOptions(1, Duration.ZERO, 1), FAR_FUTURE).afterCommit(writer.table, writer.idle());

        assertThat(lake.metadata().statisticsFiles()).isEmpty();
        assertThat(lake.foreign().io().newInputFile(notes).exists()).isFalse();
    }

    @Test
    void snapshotsOfOthersAreKept() {
        Writer writer = lake.writer();
        writer.insert(1);
        Snapshot compacted = lake.compact();
        writer.insert(2);
        writer.insert(3);

        expiry(writer, KEEP_TWO, FAR_FUTURE).afterCommit(writer.table, writer.idle());

        assertThat(snapshots()).hasSize(3).contains(compacted.snapshotId());
    }

    @Test
    void theCheckpointIsKeptThoughItIsOld() {
        Writer writer = lake.writer();
        writer.insert(1);
        Checkpoint newest = writer.insert(2);
        CommitReceipt receipt = writer.idle();
        lake.rollbackTo(lake.snapshotOf(newest));

        assertThat(expiry(writer, new ExpiryOptions(1, Duration.ZERO, 1), FAR_FUTURE)
                        .afterCommit(writer.table, receipt))
                .isZero();
        assertThat(new CheckpointReader(NAMES)
                        .newest(lake.table())
                        .orElseThrow()
                        .checkpoint())
                .isEqualTo(newest);
    }

    @Test
    void nothingIsRemovedWhenAnotherWriterCommitted() {
        Writer writer = lake.writer();
        Checkpoint first = writer.insert(1);
        writer.insert(2);
        CommitReceipt receipt = writer.idle();
        Writer other = lake.writer().resumeFrom(receipt.checkpointId());
        other.insert(3);

        assertThat(expiry(writer, KEEP_TWO, FAR_FUTURE).afterCommit(writer.table, receipt))
                .isZero();
        assertThat(snapshots()).contains(lake.snapshotOf(first));
    }

    @Test
    void nothingIsRemovedWhenTheTableMovesMeanwhile() {
        Writer writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        writer.insert(3);
        CommitReceipt receipt = writer.idle();
        lake.faults().beforeNextCommit(() -> lake.append(9));

        assertThat(expiry(writer, KEEP_TWO, FAR_FUTURE).afterCommit(writer.table, receipt))
                .isZero();
        assertThat(snapshots()).hasSize(5);
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L, 9L);
    }

    @Test
    void aFailureDoesNotEndangerTheCheckpoint() {
        Writer writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        writer.insert(3);
        CommitReceipt receipt = writer.idle();
        lake.faults().commits(Fault.UNKNOWN_AFTER);

        assertThat(expiry(writer, KEEP_TWO, FAR_FUTURE).afterCommit(writer.table, receipt))
                .isZero();
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L);
        writer.insert(4);
    }

    @Test
    void snapshotsGoInBatches() {
        Writer writer = lake.writer();
        SnapshotExpiry expiry = expiry(writer, new ExpiryOptions(1, Duration.ZERO, 3), FAR_FUTURE);
        List<Integer> removed = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            removed.add(expiry.afterCommit(writer.table, writer.idle()));
        }

        assertThat(removed).containsExactly(0, 0, 0, 3, 0, 0, 3, 0);
    }

    @Test
    void aTableWhoseFilesMustStayIsLeftAlone() {
        Writer writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        writer.insert(3);
        lake.foreign()
                .updateProperties()
                .set(TableProperties.GC_ENABLED, "false")
                .commit();

        assertThat(expiry(writer, KEEP_TWO, FAR_FUTURE).afterCommit(writer.table, writer.idle()))
                .isZero();
    }

    @Test
    void deletedRowsStayDeletedAfterTheirFilesWentThroughAnExpiry() {
        Writer writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        writer.commit(writer.write(RowsFixture.of(LakeFixture.SHAPE).delete(1L, "row 1")), writer.next("deleted"));
        writer.insert(3);

        expiry(writer, new ExpiryOptions(1, Duration.ZERO, 1), FAR_FUTURE).afterCommit(writer.table, writer.idle());

        assertThat(lake.ids()).containsExactly(2L, 3L);
    }
}
