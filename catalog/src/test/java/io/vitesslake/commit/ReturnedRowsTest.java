package io.vitesslake.commit;

import static io.vitesslake.change.RowsFixture.row;
import static io.vitesslake.commit.LakeFixture.NAMES;
import static io.vitesslake.commit.LakeFixture.SHAPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.RowsFixture;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.commit.LakeFixture.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rewrites by others that overlap with our deletes. In each test rows 1 to 3 lie in three files; the test says what the lake
 * then shows, so that a returned row is seen both in the rows and in what the commit reports.
 */
class ReturnedRowsTest {

    @TempDir
    Path directory;

    private LakeFixture lake;
    private Writer writer;

    @BeforeEach
    void createTable() {
        lake = LakeFixture.jdbc(directory);
        fill(lake.writer());
    }

    private void fill(Writer filler) {
        writer = filler;
        writer.insert(1);
        writer.insert(2);
        writer.insert(3);
    }

    @AfterEach
    void closeCatalogs() {
        lake.close();
    }

    private void commit(RowsFixture rows) {
        assertThat(writer.commit(writer.write(rows), writer.next("more"))).isInstanceOf(CommitOutcome.Committed.class);
    }

    private void delete(long id) {
        commit(RowsFixture.of(SHAPE).delete(id, "row " + id));
    }

    private List<ForeignChange> saved() {
        return new CheckpointReader(NAMES).newest(lake.table()).orElseThrow().foreignChanges();
    }

    /** Of the first commit after a rewrite. */
    private void assertReturned(Snapshot rewrite, OptionalLong rows) {
        List<ForeignChange> found = writer.idle().foreignChanges();
        assertThat(found).singleElement().satisfies(change -> {
            assertThat(change.snapshotId()).isEqualTo(rewrite.snapshotId());
            assertThat(change.operation()).isEqualTo("replace");
            assertThat(change.engine()).isEqualTo("compactor");
            assertThat(change.returnedRows()).isEqualTo(rows);
        });
        assertThat(saved()).isEqualTo(found);
    }

    private void assertNothingReturned() {
        assertThat(writer.idle().foreignChanges()).isEmpty();
        assertThat(saved()).isEmpty();
    }

    @Test
    void aDeleteThatIsDroppedByARewriteThatStartedBeforeItIsFound() {
        Compaction compaction = Compaction.of(lake);
        delete(2);
        writer.insert(4);
        assertThat(lake.ids()).containsExactly(1L, 3L, 4L);
        Snapshot rewrite = compaction.commit();
        assertThat(lake.ids()).as("Iceberg dropped the delete").containsExactly(1L, 2L, 3L, 4L);

        assertReturned(rewrite, OptionalLong.of(1));
    }

    @Test
    void oldRowsThatComeBackBesideNewOnesOfTheSameKeyAreFound() {
        Compaction compaction = Compaction.of(lake);
        commit(RowsFixture.of(SHAPE).delete(1L, "row 1").delete(2L, "row 2"));
        writer.insert(1);
        writer.insert(2);
        Snapshot rewrite = compaction.commit();
        assertThat(lake.ids()).containsExactly(1L, 1L, 2L, 2L, 3L);

        assertReturned(rewrite, OptionalLong.of(2));
    }

    @Test
    void theDeleteOfAnUpdateStaysWithTheNewRow() {
        Compaction compaction = Compaction.of(lake);
        commit(RowsFixture.of(SHAPE).update(row(1L, "row 1"), row(1L, "new")));
        writer.insert(4);
        compaction.commit();
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L, 4L);

        assertNothingReturned();
    }

    @Test
    void aDeleteThatGoesOnToApplyToARewriteThatStartedBeforeItIsNoCause() {
        Compaction compaction = Compaction.of(lake);
        delete(2);
        compaction.commit();
        assertThat(lake.ids()).containsExactly(1L, 3L);

        assertNothingReturned();
    }

    @Test
    void aDroppedDeleteOfARowThatTheRewriteDidNotReadIsNoCause() {
        Compaction compaction = Compaction.of(lake);
        writer.insert(4);
        delete(4);
        writer.insert(5);
        compaction.commit();
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L, 5L);

        assertNothingReturned();
    }

    @Test
    void anOrdinaryRewriteIsNoCause() {
        delete(2);
        writer.insert(4);
        Compaction.of(lake).commit();
        assertThat(lake.ids()).containsExactly(1L, 3L, 4L);

        assertNothingReturned();
    }

    @Test
    void aRewriteThatTakesANewSequenceNumberAndIgnoresADeleteMeanwhileIsFound() {
        Compaction compaction = Compaction.of(lake);
        delete(2);
        Snapshot rewrite = compaction.commitAsNew();
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L);

        assertReturned(rewrite, OptionalLong.of(1));
    }

    @Test
    void aRewriteThatTakesANewSequenceNumberAfterADeleteIsNoCause() {
        delete(2);
        writer.insert(2);
        delete(2);
        writer.insert(2);
        delete(3);
        Compaction.of(lake).commitAsNew();
        assertThat(lake.ids()).containsExactly(1L, 2L);

        assertNothingReturned();
    }

    @Test
    void aRewriteIntoOtherPartitionsThatADeleteMeanwhileDoesNotReachIsFound() {
        fill(lake.partitionedWriter());
        Compaction compaction = Compaction.of(lake);
        delete(2);
        lake.foreign().updateSpec().removeField("id_bucket").commit();
        Snapshot rewrite = compaction.commit();
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L);

        assertReturned(rewrite, OptionalLong.of(1));
    }

    @Test
    void rowsThatCameBackBeforeARewriteAndAnExpiryAreFoundFromTheTaggedCheckpoint() {
        Compaction compaction = Compaction.of(lake);
        delete(2);
        writer.insert(4);
        compaction.commit();
        Snapshot second = Compaction.of(lake).commit();
        lake.expireAllButTheLast();
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L, 4L);

        assertReturned(second, OptionalLong.of(1));
    }

    @Test
    void twoOrdinaryRewritesAndAnExpiryAreNoCause() {
        delete(2);
        writer.insert(2);
        writer.insert(4);
        Compaction.of(lake).commit();
        Compaction.of(lake).commit();
        lake.expireAllButTheLast();

        assertNothingReturned();
    }

    @Test
    void whatCannotBeComparedAnyMoreIsReportedAsPossible() {
        delete(2);
        lake.foreign().manageSnapshots().removeTag(NAMES.tag()).commit();
        Compaction.of(lake).commit();
        Snapshot second = Compaction.of(lake).commit();
        lake.expireAllButTheLast();

        assertReturned(second, OptionalLong.empty());
    }

    @Test
    void itStandsInEveryLaterCheckpointUntilTheTableIsCopiedAgain() {
        Compaction compaction = Compaction.of(lake);
        delete(2);
        writer.insert(4);
        compaction.commit();
        List<ForeignChange> found = writer.idle().foreignChanges();
        assertThat(found).hasSize(1);

        CommitReceipt later =
                lake.writer().resumeFrom(writer.last().orElseThrow()).idle();

        assertThat(later.foreignChanges()).isEmpty();
        assertThat(later.standingChanges()).isEqualTo(found);
        assertThat(saved()).isEqualTo(found);
    }
}
