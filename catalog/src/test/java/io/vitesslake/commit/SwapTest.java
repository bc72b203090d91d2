package io.vitesslake.commit;

import static io.vitesslake.commit.LakeFixture.NAMES;
import static io.vitesslake.commit.LakeFixture.SHAPE;
import static io.vitesslake.commit.LakeFixture.shape;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.RowsFixture;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.commit.CommitOutcome.Committed;
import io.vitesslake.commit.CommitOutcome.Fenced;
import io.vitesslake.commit.CommitOutcome.RolledBack;
import io.vitesslake.commit.CommitOutcome.SchemaMoved;
import io.vitesslake.commit.LakeFixture.Writer;
import io.vitesslake.write.WrittenFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new copy takes the place of what readers see, at one instant and only where it was expected. */
class SwapTest {

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

    @Test
    void theBatchOfASwapIsAppliedExactly() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(1, 2);
        copy.add(3);

        WrittenFiles files = writer.write(RowsFixture.of(SHAPE)
                .update(RowsFixture.row(1L, "copy 1"), RowsFixture.row(1L, "new"))
                .delete(2L, "copy 2")
                .insert(4L, "four"));

        assertThat(copy.commit(copy.swap(), files, copy.next("copied"))).isInstanceOf(Committed.class);
        assertThat(lake.rows()).containsExactly(List.of(1L, "new"), List.of(3L, "copy 3"), List.of(4L, "four"));
    }

    @Test
    void aSwapInPartitionsIsAppliedExactly() {
        Writer writer = lake.partitionedWriter();
        for (long id = 1; id <= 8; id++) {
            writer.insert(id);
        }
        CopyFixture copy = new CopyFixture(writer);
        copy.start(1, 2, 3, 4);
        copy.add(5, 6, 7, 8);
        copy.commit(Placement.BRANCH, writer.write(RowsFixture.of(SHAPE).delete(3L, "copy 3")), copy.next("event"));

        WrittenFiles files = writer.write(RowsFixture.of(SHAPE)
                .update(RowsFixture.row(8L, "copy 8"), RowsFixture.row(8L, "new"))
                .delete(1L, "copy 1"));

        assertThat(copy.commit(copy.swap(), files, copy.next("copied"))).isInstanceOf(Committed.class);
        assertThat(lake.rows())
                .containsExactly(
                        List.of(2L, "copy 2"),
                        List.of(4L, "copy 4"),
                        List.of(5L, "copy 5"),
                        List.of(6L, "copy 6"),
                        List.of(7L, "copy 7"),
                        List.of(8L, "new"));
    }

    @Test
    void deletesReachTheRowsOfTheBranchThoughReadersSeeOtherPartitions() {
        Writer writer = lake.partitionedWriter();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(1, 2);
        lake.foreign()
                .updateSpec()
                .removeField(Expressions.bucket("id", 4))
                .addField(Expressions.bucket("id", 2))
                .commit();
        lake.foreign().newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
        writer.table.refresh();

        WrittenFiles files = writer.write(RowsFixture.of(SHAPE).delete(1L, "copy 1"));

        assertThat(copy.commit(copy.swap(), files, copy.next("copied"))).isInstanceOf(Committed.class);
        assertThat(lake.ids()).containsExactly(2L);
    }

    @Test
    void deletesThatMissTheRowsOfTheBranchMakeSchemaMoved() {
        Writer writer = lake.partitionedWriter();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        WrittenFiles underTheOldSpec = copy.rows(1);
        lake.foreign()
                .updateSpec()
                .removeField(Expressions.bucket("id", 4))
                .addField(Expressions.bucket("id", 2))
                .commit();
        lake.foreign().newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
        writer.table.refresh();
        WrittenFiles deletes = writer.write(RowsFixture.of(SHAPE).delete(1L, "copy 1"));
        copy.commit(Placement.BRANCH_START, underTheOldSpec, copy.first());

        assertThat(copy.commit(copy.swap(), deletes, copy.next("copied"))).isInstanceOf(SchemaMoved.class);
        assertThat(lake.ids()).isEmpty();
    }

    @Test
    void newColumnsComeWithTheSwap() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        WrittenFiles files =
                writer.write(RowsFixture.of(shape("id", "name", "note")).insert(11L, "copy 11", "new"));

        assertThat(copy.commit(copy.swap(), files, copy.next("copied"))).isInstanceOf(Committed.class);

        assertThat(lake.rows()).extracting(row -> row.get(2)).containsExactly(null, "new");
        assertThat(lake.ids()).containsExactly(10L, 11L);
    }

    @Test
    void aForeignColumnAddedMeanwhileMakesSchemaMovedAndShowsNothing() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        RowsFixture batch = RowsFixture.of(shape("id", "name", "note")).insert(11L, "copy 11", "new");
        WrittenFiles files = copy.write(batch);
        lake.faults()
                .beforeNextCommit(() -> lake.foreign()
                        .updateSchema()
                        .addColumn("theirs", Types.StringType.get())
                        .commit());
        Checkpoint last = copy.next("copied");

        assertThat(copy.commit(copy.swap(), files, last)).isInstanceOf(SchemaMoved.class);
        assertThat(lake.ids()).containsExactly(1L);

        writer.table.refresh();
        assertThat(copy.commit(copy.swap(), copy.write(batch), last)).isInstanceOf(Committed.class);
        assertThat(lake.ids()).containsExactly(10L, 11L);
    }

    @Test
    void aReaderNeverSeesAMixture() throws Exception {
        Writer writer = lake.writer();
        writer.commit(writer.write(RowsFixture.of(SHAPE).insert(1L, "old").insert(2L, "old")), writer.next("old"));
        CopyFixture copy = new CopyFixture(writer);
        AtomicBoolean swapped = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(1);
        CompletableFuture<List<List<Object>>> seen = CompletableFuture.supplyAsync(() -> {
            List<List<Object>> all = new ArrayList<>();
            boolean last = false;
            while (!last) {
                last = swapped.get();
                all.add(lake.ids());
                reading.countDown();
            }
            return all;
        });
        reading.await();

        copy.start(10);
        copy.add(11, 12);
        copy.add(13);
        copy.finish(14);
        swapped.set(true);

        Set<List<Object>> distinct = new HashSet<>(seen.get());
        assertThat(distinct).containsExactlyInAnyOrder(List.of(1L, 2L), List.of(10L, 11L, 12L, 13L, 14L));
    }

    @Test
    void aCommitToABranchThatIsAlreadyShownIsRecognised() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        WrittenFiles files = copy.rows(11);
        Checkpoint checkpoint = copy.next("copying");
        copy.commit(Placement.BRANCH, files, checkpoint);
        copy.finish(12);

        assertThat(copy.commit(Placement.BRANCH, files, checkpoint)).isInstanceOf(Committed.class);
        assertThat(lake.ids()).containsExactly(10L, 11L, 12L);
    }

    @Test
    void aWriterThatExpectsTheOldRowsIsFencedAfterTheSwap() {
        Writer writer = lake.writer();
        Checkpoint before = writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        Checkpoint old = writer.insert(2);
        copy.finish();

        for (Checkpoint expected : List.of(before, old)) {
            Writer zombie = lake.writer().resumeFrom(expected.id());
            assertThat(zombie.commit(zombie.nothing(), zombie.next("late"))).isInstanceOf(Fenced.class);
            CopyFixture late = new CopyFixture(zombie);
            assertThat(late.commit(Placement.BRANCH_START, late.rows(1), late.first()))
                    .isInstanceOf(Fenced.class);
        }
        assertThat(lake.ids()).containsExactly(10L);
    }

    @Test
    void aSwapIsFencedWhenAnotherWriterFedTheTable() {
        Writer writer = lake.writer();
        Checkpoint shared = writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        lake.writer().resumeFrom(shared.id()).insert(2);

        assertThat(copy.commit(copy.swap(), copy.rows(11), copy.next("copied"))).isInstanceOf(Fenced.class);
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void aSwapThatIsOvertakenBetweenJudgingAndCommittingIsFenced() {
        Writer writer = lake.writer();
        Checkpoint shared = writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        Writer other = lake.writer().resumeFrom(shared.id());
        WrittenFiles files = copy.rows(11);
        lake.faults().beforeNextCommit(() -> other.insert(2));

        assertThat(copy.commit(copy.swap(), files, copy.next("copied"))).isInstanceOf(Fenced.class);
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void aRollbackBetweenStartAndSwapIsNoticed() {
        Writer writer = lake.writer();
        Checkpoint first = writer.insert(1);
        writer.insert(2);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        lake.rollbackTo(lake.snapshotOf(first));

        assertThat(copy.commit(copy.swap(), copy.rows(11), copy.next("copied")))
                .isInstanceOfSatisfying(
                        RolledBack.class,
                        back -> assertThat(back.to().checkpoint()).isEqualTo(first));
        writer.resumeFrom(first.id());
        copy.finish(11);
        assertThat(lake.ids()).containsExactly(10L, 11L);
    }

    @Test
    void aRollbackBehindASwapIsUnderstood() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        Checkpoint start = copy.start(10);
        Checkpoint old = writer.insert(2);
        copy.finish(11);
        writer.insert(3);

        for (Checkpoint to : List.of(old, start)) {
            lake.rollbackTo(lake.snapshotOf(to));
            assertThat(writer.commit(writer.nothing(), writer.next("late")))
                    .isInstanceOfSatisfying(
                            RolledBack.class,
                            back -> assertThat(back.to().checkpoint()).isEqualTo(to));
        }
    }

    @Test
    void foreignRowsAreGoneAfterTheSwapAndNotReported() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        WrittenFiles files = copy.rows(11);
        lake.append(100);
        lake.faults().beforeNextCommit(() -> lake.append(101));

        assertThat(copy.commit(copy.swap(), files, copy.next("copied")))
                .isInstanceOfSatisfying(
                        Committed.class,
                        committed ->
                                assertThat(committed.receipt().foreignChanges()).isEmpty());
        assertThat(lake.waits).hasSize(1);
        assertThat(lake.ids()).containsExactly(10L, 11L);
    }

    @Test
    void foreignRewritesOfBothBranchesDoNotStopTheSwap() {
        Writer writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        lake.compact();
        lake.compact();
        lake.expireAllButTheLast();
        copy.add(11);
        lake.expireAllButTheLast();

        Checkpoint last = copy.finish(12);

        assertThat(lake.ids()).containsExactly(10L, 11L, 12L);
        assertThat(newest().orElseThrow().checkpoint()).isEqualTo(last);
    }

    @Test
    void ancestorsAcrossASwapAreFoundAfterTheirExpiry() {
        Writer writer = lake.writer();
        writer.insert(1);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);
        Checkpoint last = copy.finish(11);
        lake.compact();
        lake.compact();
        lake.expireAllButTheLast();
        assertThat(newest().orElseThrow().checkpoint()).isEqualTo(last);

        lake.forgetMetadataLog();

        assertThat(newest().orElseThrow().checkpoint()).isEqualTo(last);
        writer.insert(12);
        assertThat(lake.ids()).containsExactly(10L, 11L, 12L);
    }

    @Test
    void aSwapMeetsItsOwnRequestOnly() {
        Writer writer = lake.writer();
        writer.insert(1);
        TableRequests requests = new TableRequests(NAMES);
        UUID met = UUID.randomUUID();
        UUID later = UUID.randomUUID();
        requests.recopy(lake.table(), met);
        CopyFixture copy = new CopyFixture(writer);
        copy.start(10);

        copy.commit(new Placement.Swap(writer.last(), Optional.of(later)), copy.rows(), copy.next("copied"));
        assertThat(requests.pending(lake.table()).recopy()).contains(met);

        writer.resumeFrom(newest().orElseThrow().checkpoint().id());
        CopyFixture again = new CopyFixture(writer);
        again.start(20);
        again.commit(new Placement.Swap(writer.last(), Optional.of(met)), again.rows(), again.next("copied"));
        assertThat(requests.pending(lake.table()).recopy()).isEmpty();
    }
}
