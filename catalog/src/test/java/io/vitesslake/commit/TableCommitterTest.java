package io.vitesslake.commit;

import static io.vitesslake.commit.LakeFixture.NAMES;
import static io.vitesslake.commit.LakeFixture.SHAPE;
import static io.vitesslake.commit.LakeFixture.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.commit.CommitOutcome.Committed;
import io.vitesslake.commit.CommitOutcome.Fenced;
import io.vitesslake.commit.CommitOutcome.RolledBack;
import io.vitesslake.commit.CommitOutcome.SchemaMoved;
import io.vitesslake.commit.LakeFixture.Writer;
import io.vitesslake.write.WrittenFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableCommitterTest {

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

    @Test
    void theTagAndThePropertyMoveWithTheSnapshot() {
        Writer writer = lake.writer();
        for (long id = 1; id <= 3; id++) {
            Checkpoint checkpoint = writer.insert(id);

            Snapshot current = lake.foreign().currentSnapshot();
            assertThat(current.snapshotId()).isEqualTo(lake.snapshotOf(checkpoint));
            assertThat(lake.foreign().refs().get(NAMES.tag()).snapshotId()).isEqualTo(current.snapshotId());
            assertThat(lake.properties())
                    .containsEntry("vitess.checkpoint-id", checkpoint.id().toString())
                    .containsEntry("vitess.vgtid", "at " + id);
            assertThat(current.summary())
                    .containsEntry("vitess.vgtid", "at " + id)
                    .containsEntry("vitess.inserted", "1")
                    .containsEntry("vitess.updated", "0")
                    .containsEntry("vitess.deleted", "0");
        }
        assertThat(lake.ids()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void theReceiptNamesTheSnapshot() {
        Writer writer = lake.writer();
        Checkpoint checkpoint = writer.next("start");

        Committed outcome =
                (Committed) writer.commit(writer.write(RowsFixture.of(SHAPE).insert(1L, "a")), checkpoint);

        assertThat(outcome.receipt().snapshotId())
                .isEqualTo(lake.foreign().currentSnapshot().snapshotId());
        assertThat(outcome.receipt().committedAt().toEpochMilli())
                .isEqualTo(lake.foreign().currentSnapshot().timestampMillis());
        assertThat(outcome.receipt().checkpointId()).isEqualTo(checkpoint.id());
        assertThat(outcome.receipt().table()).isEqualTo("orders");
    }

    @Test
    void updatesAndDeletesReplaceTheOlderRows() {
        Writer writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        writer.insert(3);

        CommitOutcome outcome = writer.commit(
                writer.write(RowsFixture.of(SHAPE)
                        .update(RowsFixture.row(1L, "row 1"), RowsFixture.row(1L, "new"))
                        .delete(2L, "row 2")),
                writer.next("changed"));

        assertThat(outcome).isInstanceOf(Committed.class);
        assertThat(lake.rows()).containsExactly(List.of(1L, "new"), List.of(3L, "row 3"));
        assertThat(lake.foreign().currentSnapshot().summary())
                .containsEntry("vitess.updated", "1")
                .containsEntry("vitess.deleted", "1");
    }

    @Test
    void anIdleCheckpointAddsNoFiles() {
        Writer writer = lake.writer();
        writer.insert(1);
        Snapshot before = lake.foreign().currentSnapshot();

        CommitReceipt receipt = writer.idle();

        Table table = lake.foreign();
        assertThat(table.currentSnapshot().snapshotId())
                .isEqualTo(receipt.snapshotId())
                .isNotEqualTo(before.snapshotId());
        assertThat(table.currentSnapshot().addedDataFiles(table.io())).isEmpty();
        assertThat(table.currentSnapshot().addedDeleteFiles(table.io())).isEmpty();
        assertThat(table.currentSnapshot().allManifests(table.io())).isEqualTo(before.allManifests(table.io()));
        assertThat(lake.properties()).containsEntry("vitess.vgtid", "idle");
    }

    @Test
    void aCursorEntryThatIsGoneLeavesTheTableProperties() {
        Writer writer = lake.writer();
        UUID first = UUID.randomUUID();
        writer.commit(writer.nothing(), new Checkpoint(first, Optional.empty(), Map.of("vgtid", "1", "rows", "7")));

        writer.commit(writer.nothing(), new Checkpoint(UUID.randomUUID(), Optional.of(first), Map.of("vgtid", "2")));

        assertThat(lake.properties())
                .containsOnlyKeys("vitess.vgtid", "vitess.checkpoint-id", "vitess.parent-checkpoint-id");
    }

    @Test
    void twoWritersFromOneCheckpointOneIsFenced() {
        Writer one = lake.writer();
        Checkpoint shared = one.insert(1);
        Writer two = lake.writer().resumeFrom(shared.id());
        WrittenFiles files = two.write(RowsFixture.of(SHAPE).insert(2L, "two"));
        Checkpoint winner = one.insert(2);

        CommitOutcome outcome = two.commit(files, two.next("at 2"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Fenced.class,
                        fenced -> assertThat(fenced.what())
                                .contains(
                                        "orders",
                                        shared.id().toString(),
                                        winner.id().toString(),
                                        "by test",
                                        "only one writer"));
        assertThat(lake.rows()).containsExactly(List.of(1L, "row 1"), List.of(2L, "row 2"));
    }

    @Test
    void aWriterThatIsOvertakenBetweenJudgingAndCommittingIsFenced() {
        Writer one = lake.writer();
        Writer two = lake.writer().resumeFrom(one.insert(1).id());
        WrittenFiles files = two.write(RowsFixture.of(SHAPE).insert(2L, "two"));
        lake.faults().beforeNextCommit(() -> one.insert(2));

        assertThat(two.commit(files, two.next("at 2"))).isInstanceOf(Fenced.class);
        assertThat(lake.rows()).containsExactly(List.of(1L, "row 1"), List.of(2L, "row 2"));
    }

    @Test
    void twoFirstCommitsOneIsFenced() {
        Writer one = lake.writer();
        Writer two = lake.writer();
        one.insert(1);

        assertThat(two.commit(two.nothing(), two.next("start"))).isInstanceOf(Fenced.class);
    }

    @Test
    void aFirstCommitIntoATableOfOthersIsFenced() {
        lake.append(1);
        Writer writer = lake.writer();

        assertThat(writer.commit(writer.nothing(), writer.next("start")))
                .isInstanceOfSatisfying(
                        Fenced.class, fenced -> assertThat(fenced.what()).contains("Choose another target"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoForeignRewritesAndAnExpiryBetweenTwoCheckpointsDoNotStopTheWriter(boolean metadataFilesAreGone) {
        Writer writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        lake.compact();
        lake.compact();
        lake.expireAllButTheLast();
        if (metadataFilesAreGone) {
            lake.forgetMetadataLog();
        }

        writer.insert(3);

        assertThat(lake.ids()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aForeignRewriteBetweenJudgingAndCommittingOnlyCostsAnotherAttempt() {
        Writer writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        lake.faults().beforeNextCommit(lake::compact);

        CommitOutcome outcome = writer.commit(
                writer.write(RowsFixture.of(SHAPE).update(RowsFixture.row(1L, "row 1"), RowsFixture.row(1L, "new"))),
                writer.next("3"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Committed.class,
                        committed ->
                                assertThat(committed.receipt().foreignChanges()).isEmpty());
        assertThat(lake.waits).hasSize(1);
        assertThat(lake.rows()).containsExactly(List.of(1L, "new"), List.of(2L, "row 2"));
    }

    @Test
    void aRollbackByAnOperatorIsNoticedAndNamesTheOlderCheckpoint() {
        Writer writer = lake.writer();
        Checkpoint first = writer.insert(1);
        writer.insert(2);
        writer.insert(3);
        lake.rollbackTo(lake.snapshotOf(first));

        CommitOutcome outcome = writer.commit(writer.nothing(), writer.next("4"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        RolledBack.class,
                        back -> assertThat(back.to().checkpoint()).isEqualTo(first));
        writer.resumeFrom(first.id()).insert(4);
        assertThat(lake.ids()).containsExactly(1L, 4L);
    }

    @Test
    void aRollbackIsUnderstoodAfterTheSnapshotsInBetweenWereExpired() {
        Writer writer = lake.writer();
        Checkpoint first = writer.insert(1);
        writer.insert(2);
        writer.insert(3);
        writer.insert(4);
        lake.rollbackTo(lake.snapshotOf(first));
        lake.expireAllButTheLast();

        assertThat(writer.commit(writer.nothing(), writer.next("5")))
                .isInstanceOfSatisfying(
                        RolledBack.class,
                        back -> assertThat(back.to().checkpoint()).isEqualTo(first));
    }

    @Test
    void aRollbackToARewriteNamesTheCheckpointBelowIt() {
        Writer writer = lake.writer();
        Checkpoint first = writer.insert(1);
        Snapshot rewrite = lake.compact();
        writer.insert(2);
        lake.rollbackTo(rewrite.snapshotId());
        lake.expireAllButTheLast();

        assertThat(writer.commit(writer.nothing(), writer.next("3")))
                .isInstanceOfSatisfying(
                        RolledBack.class,
                        back -> assertThat(back.to().checkpoint()).isEqualTo(first));
    }

    @Test
    void aRollbackToARewriteWhoseHistoryIsLostFencesTheWriterThoughTagAndPropertyAreItsOwn() {
        Writer writer = lake.writer();
        writer.insert(1);
        Snapshot rewrite = lake.compact();
        Checkpoint second = writer.insert(2);
        lake.rollbackTo(rewrite.snapshotId());
        lake.expireAllButTheLast();
        lake.forgetMetadataLog();
        assertThat(lake.foreign().refs().get(NAMES.tag()).snapshotId()).isEqualTo(lake.snapshotOf(second));
        assertThat(lake.properties())
                .containsEntry(NAMES.idProperty(), second.id().toString());

        assertThat(writer.commit(writer.nothing(), writer.next("3")))
                .isInstanceOfSatisfying(
                        Fenced.class,
                        fenced -> assertThat(fenced.what()).contains("Roll the table back", "copy the table again"));
        assertThat(lake.ids()).containsExactly(1L);
    }

    @Test
    void aTagThatOthersDeletedIsSetAgainByTheNextCommit() {
        Writer writer = lake.writer();
        writer.insert(1);
        lake.foreign().manageSnapshots().removeTag(NAMES.tag()).commit();

        Checkpoint next = writer.insert(2);

        assertThat(lake.foreign().refs().get(NAMES.tag()).snapshotId()).isEqualTo(lake.snapshotOf(next));
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void propertiesThatOthersRemovedAreSetAgainByTheNextCommit() {
        Writer writer = lake.writer();
        writer.insert(1);
        lake.foreign()
                .updateProperties()
                .remove(NAMES.idProperty())
                .remove("vitess.vgtid")
                .commit();

        Checkpoint next = writer.insert(2);

        assertThat(lake.properties())
                .containsEntry(NAMES.idProperty(), next.id().toString())
                .containsEntry("vitess.vgtid", "at 2");
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withoutAncestorsAndWithoutTheTagOrThePropertyTheWriterIsFenced(boolean tagIsGone) {
        Writer writer = lake.writer();
        writer.insert(1);
        if (tagIsGone) {
            lake.foreign().manageSnapshots().removeTag(NAMES.tag()).commit();
        } else {
            lake.foreign().updateProperties().remove(NAMES.idProperty()).commit();
        }
        lake.compact();
        lake.compact();
        lake.expireAllButTheLast();
        lake.forgetMetadataLog();

        assertThat(writer.commit(writer.nothing(), writer.next("2")))
                .isInstanceOfSatisfying(
                        Fenced.class, fenced -> assertThat(fenced.what()).contains("copy the table again"));
    }

    @Test
    void newColumnsBecomeVisibleWithTheRowsThatNeedThem() {
        Writer writer = lake.writer();
        writer.insert(1);

        CommitOutcome outcome = writer.commit(
                writer.write(RowsFixture.of(shape("id", "name", "note")).insert(2L, "b", "new")), writer.next("2"));

        assertThat(outcome).isInstanceOf(Committed.class);
        assertThat(lake.rows()).extracting(row -> row.get(2)).containsExactly(null, "new");
    }

    @Test
    void aForeignColumnAddedMeanwhileMakesSchemaMoved() {
        Writer writer = lake.writer();
        writer.insert(1);
        RowsFixture batch = RowsFixture.of(shape("id", "name", "note")).insert(2L, "b", "new");
        WrittenFiles files = writer.write(batch);
        lake.faults()
                .beforeNextCommit(() -> lake.foreign()
                        .updateSchema()
                        .addColumn("theirs", Types.StringType.get())
                        .commit());
        Checkpoint next = writer.next("2");

        assertThat(writer.commit(files, next)).isInstanceOf(SchemaMoved.class);

        files.discard();
        writer.table.refresh();
        assertThat(writer.commit(writer.write(batch), next)).isInstanceOf(Committed.class);
        assertThat(lake.foreign().schema().columns())
                .extracting(Types.NestedField::name)
                .contains("note", "theirs");
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void aForeignColumnBesideOursDoesNotMatter() {
        Writer writer = lake.writer();
        writer.insert(1);
        WrittenFiles files = writer.write(RowsFixture.of(SHAPE).insert(2L, "b"));
        lake.foreign()
                .updateSchema()
                .addColumn("theirs", Types.StringType.get())
                .commit();

        assertThat(writer.commit(files, writer.next("2"))).isInstanceOf(Committed.class);
    }

    @Test
    void aColumnDroppedMeanwhileMakesSchemaMoved() {
        Writer writer = lake.writer();
        writer.insert(1);
        WrittenFiles files = writer.write(RowsFixture.of(SHAPE).insert(2L, "b"));
        lake.foreign().updateSchema().deleteColumn("name").commit();

        assertThat(writer.commit(files, writer.next("2"))).isInstanceOf(SchemaMoved.class);
    }

    @Test
    void aForeignRewriteIntoOtherPartitionsMakesSchemaMoved() {
        Writer writer = lake.partitionedWriter();
        writer.insert(1);
        RowsFixture batch = RowsFixture.of(SHAPE).update(RowsFixture.row(1L, "row 1"), RowsFixture.row(1L, "new"));
        WrittenFiles files = writer.write(batch);
        lake.foreign().updateSpec().removeField("id_bucket").commit();
        lake.compact();
        Checkpoint next = writer.next("2");

        assertThat(writer.commit(files, next)).isInstanceOf(SchemaMoved.class);

        writer.table.refresh();
        assertThat(writer.commit(writer.write(batch), next)).isInstanceOf(Committed.class);
        assertThat(lake.rows()).containsExactly(List.of(1L, "new"));
    }

    @Test
    void foreignAppendsAreReported() {
        Writer writer = lake.writer();
        writer.insert(1);
        Snapshot append = lake.append(100);
        lake.compact();

        CommitReceipt receipt = writer.idle();

        assertThat(receipt.foreignChanges())
                .singleElement()
                .satisfies(change -> assertThat(change.snapshotId()).isEqualTo(append.snapshotId()))
                .extracting(ForeignChange::operation)
                .isEqualTo("append");
        assertThat(writer.idle().foreignChanges()).isEmpty();
    }

    @Test
    void foreignDeletesAreReported() {
        Writer writer = lake.writer();
        writer.insert(1);
        lake.foreign().newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();

        assertThat(writer.idle().foreignChanges())
                .extracting(ForeignChange::operation)
                .containsExactly("delete");
    }

    @Test
    void aDroppedTableIsAnErrorThatSaysSo() {
        Writer writer = lake.writer();
        writer.insert(1);
        WrittenFiles nothing = writer.nothing();
        lake.drop();

        assertThatThrownBy(() -> writer.commit(nothing, writer.next("2")))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("table-missing"))
                .hasMessageContaining("Restore it");
    }

    @Test
    void aTableReplacedByAnotherIsFenced() {
        Writer writer = lake.writer();
        writer.insert(1);
        WrittenFiles nothing = writer.nothing();
        lake.replace();

        assertThat(writer.commit(nothing, writer.next("2"))).isInstanceOf(Fenced.class);
    }

    @Test
    void theHadoopCatalogIsServedAlike(@TempDir Path warehouse) {
        try (LakeFixture hadoop = LakeFixture.hadoop(warehouse)) {
            Writer one = hadoop.writer();
            Writer two = hadoop.writer().resumeFrom(one.insert(1).id());
            one.insert(2);

            assertThat(two.commit(two.nothing(), two.next("2"))).isInstanceOf(Fenced.class);
            assertThat(hadoop.ids()).containsExactly(1L, 2L);
        }
    }
}
