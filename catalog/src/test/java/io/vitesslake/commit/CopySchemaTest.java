package io.vitesslake.commit;

import static io.vitesslake.commit.LakeFixture.NAMES;
import static io.vitesslake.commit.LakeFixture.SHAPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.change.SchemaChange;
import io.vitesslake.change.TableShape;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.commit.CommitOutcome.BranchLost;
import io.vitesslake.commit.CommitOutcome.Committed;
import io.vitesslake.commit.CommitOutcome.SchemaMoved;
import io.vitesslake.commit.LakeFixture.Writer;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.SchemaPlan;
import io.vitesslake.write.WrittenFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy with another schema than the table has: at once, or unseen by readers until it is whole. */
class CopySchemaTest {

    /** The name is a number now, and comes first after the id; there is a column more. */
    private static final TableShape NEW = new TableShape(
            List.of(
                    new Column("code", ColumnType.STRING, true),
                    new Column("name", ColumnType.LONG, false),
                    new Column("id", ColumnType.LONG, true)),
            List.of("code", "id"));

    @TempDir
    Path dir;

    private LakeFixture lake;
    private Writer writer;
    private CopyFixture copy;

    @BeforeEach
    void open() {
        lake = LakeFixture.jdbc(dir);
        lake.faults().watch(RestReplay::verify);
        writer = lake.writer();
        writer.insert(1);
        writer.insert(2);
        copy = new CopyFixture(writer);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private WrittenFiles anew(TableShape shape, long... ids) {
        return writer.write(writer.table.planAnew(shape, name -> false), rows(shape, ids));
    }

    private static RowsFixture rows(TableShape shape, long... ids) {
        RowsFixture rows = RowsFixture.of(shape);
        for (long id : ids) {
            rows.insert(values(shape, id));
        }
        return rows;
    }

    /** Every value tells the row. */
    private static Object[] values(TableShape shape, long id) {
        return shape.columns().stream()
                .map(column -> column.type().equals(ColumnType.STRING) ? (Object) ("" + id) : (Object) id)
                .toArray();
    }

    private Checkpoint begin(TableShape shape, long... ids) {
        Checkpoint checkpoint = copy.first();
        expectCommitted(Placement.BRANCH_START, anew(shape, ids), checkpoint);
        return checkpoint;
    }

    private void expectCommitted(Placement placement, WrittenFiles files, Checkpoint checkpoint) {
        assertThat(copy.commit(placement, files, checkpoint)).isInstanceOf(Committed.class);
    }

    private List<List<Object>> branchRows() {
        return lake.rowsAt(lake.foreign().snapshot(NAMES.branch()).snapshotId());
    }

    private static Snapshot headOfBranch(LakeTable table) {
        return table.iceberg().snapshot(NAMES.branch());
    }

    @Test
    void aFirstCopyThatStartsAnewTakesTheWholeNewSchema() {
        WrittenFiles files = anew(NEW, 3);
        copy.commit(Placement.MAIN_ANEW, files, copy.first());

        assertThat(lake.table().shape()).isEqualTo(NEW);
        assertThat(lake.rows()).containsExactly(List.of("3", 3L, 3L));
        assertThat(files.plan().fieldId("name"))
                .isEqualTo(lake.foreign().schema().findField("name").fieldId());
    }

    @Test
    void aPlanForAnotherSchemaThanTheTableHasByThenMakesSchemaMoved() {
        WrittenFiles files = anew(NEW, 3);
        lake.foreign()
                .updateSchema()
                .addColumn("theirs", Types.StringType.get())
                .commit();

        assertThat(copy.commit(Placement.MAIN_ANEW, files, copy.first())).isInstanceOf(SchemaMoved.class);
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void readersSeeTheirColumnsAndRowsUntilTheSwapAndThenTheNewOnes() {
        Schema before = lake.foreign().schema();
        List<List<Object>> rows = lake.rows();
        begin(NEW, 10, 11);
        assertThat(lake.foreign().schema().sameSchema(before)).isTrue();
        assertThat(lake.rows()).isEqualTo(rows);
        assertThat(branchRows()).containsExactly(List.of("10", 10L, 10L), List.of("11", 11L, 11L));

        expectCommitted(Placement.BRANCH, copy.write(rows(NEW, 12).delete(values(NEW, 10))), copy.next("copying"));
        assertThat(lake.foreign().schema().sameSchema(before)).isTrue();
        assertThat(lake.foreign().schema().schemaId()).isEqualTo(before.schemaId());
        assertThat(lake.rows()).isEqualTo(rows);

        expectCommitted(copy.swap(), copy.write(rows(NEW, 13).delete(values(NEW, 11))), copy.next("copied"));
        assertThat(lake.table().shape()).isEqualTo(NEW);
        assertThat(lake.rows()).containsExactly(List.of("12", 12L, 12L), List.of("13", 13L, 13L));
    }

    @Test
    void aCopyIsResumedWithTheSchemaOfItsBranch() {
        begin(NEW, 10);
        LakeTable table = lake.table();
        assertThat(table.branchShape(NAMES.branch())).contains(NEW);
        assertThat(table.shape()).isEqualTo(SHAPE);
        assertThat(table.branchShape("another")).isEmpty();

        assertThat(table.planBranch(NAMES.branch(), NEW).changed()).isFalse();
        assertThat(table.planBranch(NAMES.branch(), NEW).shape()).isEqualTo(NEW);
    }

    @Test
    void columnsAreAppendedToBothSchemasMeanwhileAndNoIdIsGivenTwice() {
        begin(NEW, 10);
        TableShape widerMain = LakeFixture.shape("id", "name", "note");
        writer.commit(writer.write(rows(widerMain, 3)), writer.next("main"));
        TableShape wider = with(NEW, new Column("note", ColumnType.STRING, false));
        expectCommitted(Placement.BRANCH, copy.write(rows(wider, 11)), copy.next("copying"));
        writer.commit(writer.write(rows(widerMain, 4)), writer.next("main"));
        assertThat(lake.rows()).extracting(row -> row.get(2)).containsExactly(null, null, "3", "4");
        assertThat(lake.foreign().schema().findField("note").fieldId())
                .isNotEqualTo(lake.foreign()
                        .schemas()
                        .get(headOfBranch(lake.table()).schemaId())
                        .findField("note")
                        .fieldId());

        expectCommitted(copy.swap(), copy.write(rows(wider, 12)), copy.next("copied"));
        assertThat(lake.table().shape()).isEqualTo(wider);
        assertThat(lake.rows()).extracting(row -> row.get(3)).containsExactly(null, "11", "12");
    }

    @Test
    void anIdThatReadersGotMeanwhileMakesSchemaMovedOfTheBranch() {
        begin(NEW, 10);
        TableShape wider = with(NEW, new Column("note", ColumnType.STRING, false));
        WrittenFiles files = copy.write(rows(wider, 11));
        lake.foreign()
                .updateSchema()
                .addColumn("theirs", Types.StringType.get())
                .commit();

        assertThat(copy.commit(Placement.BRANCH, files, copy.next("copying"))).isInstanceOf(SchemaMoved.class);
        writer.table.refresh();
        expectCommitted(Placement.BRANCH, copy.write(rows(wider, 11)), copy.next("copying"));
        assertThat(branchRows()).extracting(row -> row.get(3)).containsExactly(null, "11");
    }

    @Test
    void aPlanOfWhatReadersSeeDoesNotFitTheBranch() {
        begin(NEW, 10);
        WrittenFiles files = writer.write(rows(SHAPE, 11));

        assertThat(copy.commit(Placement.BRANCH, files, copy.next("copying"))).isInstanceOf(SchemaMoved.class);
    }

    @Test
    void renamesAndWideningsForReadersMeanwhileAreGoneAfterTheSwap() {
        begin(NEW, 10);
        SchemaPlan renamed = writer.table.plan(SHAPE, new SchemaChange(Map.of("name", "title"), Map.of(), Set.of()));
        writer.commit(writer.write(renamed, rows(SHAPE, 3)), writer.next("main"));
        assertThat(lake.columns()).containsExactly("id", "title");
        assertThat(branchRows()).containsExactly(List.of("10", 10L, 10L));

        expectCommitted(copy.swap(), copy.write(rows(NEW, 12)), copy.next("copied"));
        assertThat(lake.table().shape()).isEqualTo(NEW);
        assertThat(lake.rows()).containsExactly(List.of("10", 10L, 10L), List.of("12", 12L, 12L));
    }

    @Test
    void aBranchIsPartitionedByItsOwnTypesThoughReadersWidenTheColumn() {
        TableShape narrow = new TableShape(
                List.of(new Column("id", ColumnType.INT, true), new Column("name", ColumnType.STRING, false)),
                List.of("id"));
        writer = lake.writer(narrow, "id");
        copy = new CopyFixture(writer);
        writer.commit(writer.write(rows(narrow, 1, 2)), writer.next("main"));
        begin(with(narrow, new Column("note", ColumnType.STRING, false)), 10);
        TableShape noted = writer.table.branchShape(NAMES.branch()).orElseThrow();
        SchemaPlan wide =
                writer.table.plan(narrow, new SchemaChange(Map.of(), Map.of("id", ColumnType.LONG), Set.of()));
        writer.commit(writer.write(wide, rows(narrow, 3)), writer.next("main"));
        writer.table.refresh();

        expectCommitted(Placement.BRANCH, copy.write(rows(noted, 11).delete(values(noted, 10))), copy.next("copying"));
        assertThat(branchRows()).containsExactly(List.of(11, "11", "11"));
        expectCommitted(copy.swap(), copy.write(rows(noted, 12).delete(values(noted, 11))), copy.next("copied"));
        assertThat(lake.table().shape()).isEqualTo(noted);
        assertThat(lake.rows()).containsExactly(List.of(12, "12", "12"));
    }

    @Test
    void aRollbackBehindTheSwapIsNotReadWholeUnlessTheColumnsAreThere() {
        TableShape retyped = new TableShape(
                List.of(new Column("id", ColumnType.LONG, true), new Column("name", ColumnType.LONG, false)),
                List.of("id"));
        Checkpoint old = writer.insert(3);
        Set<Integer> ids = fieldIds();
        begin(retyped, 10);
        expectCommitted(copy.swap(), copy.write(rows(retyped, 11)), copy.next("copied"));
        assertThat(lake.table().readsWhole(fieldIds())).isTrue();

        lake.rollbackTo(lake.snapshotOf(old));
        assertThat(lake.table().readsWhole(ids)).isFalse();
        assertThat(lake.rows()).extracting(row -> row.get(1)).containsOnlyNulls();
    }

    @Test
    void aRollbackBehindANewKeyIsNotReadWhole() {
        Checkpoint old = writer.insert(3);
        Set<Integer> ids = fieldIds();
        TableShape keyed = new TableShape(
                List.of(new Column("id", ColumnType.LONG, true), new Column("name", ColumnType.STRING, true)),
                List.of("id", "name"));
        begin(keyed, 10);
        expectCommitted(copy.swap(), copy.write(rows(keyed, 11)), copy.next("copied"));

        lake.rollbackTo(lake.snapshotOf(old));
        assertThat(lake.table().readsWhole(ids)).isFalse();
    }

    @Test
    void aKeyColumnThatIsGoneTakesItsPropertiesWithIt() {
        String metrics = TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + "id";
        writer.insert(3);
        assertThat(lake.table().iceberg().properties()).containsKey(metrics);
        TableShape other = new TableShape(
                List.of(new Column("code", ColumnType.LONG, true), new Column("name", ColumnType.STRING, false)),
                List.of("code"));
        begin(other, 10);
        expectCommitted(copy.swap(), copy.write(rows(other, 11)), copy.next("copied"));

        assertThat(lake.table().iceberg().properties()).doesNotContainKey(metrics);
        assertThat(lake.rows()).hasSize(2);
    }

    @Test
    void aRollbackBehindASwapThatOnlyAddedColumnsIsReadWhole() {
        Checkpoint old = writer.insert(3);
        Set<Integer> ids = fieldIds();
        TableShape wider = LakeFixture.shape("id", "name", "note");
        begin(wider, 10);
        expectCommitted(copy.swap(), copy.write(rows(wider, 11)), copy.next("copied"));

        lake.rollbackTo(lake.snapshotOf(old));
        assertThat(lake.table().readsWhole(ids)).isTrue();
    }

    private Set<Integer> fieldIds() {
        return lake.table().iceberg().schema().columns().stream()
                .map(Types.NestedField::fieldId)
                .collect(Collectors.toSet());
    }

    @Test
    void aBranchThatOthersRewroteWithTheSchemaOfReadersIsLost() {
        begin(NEW, 10);
        WrittenFiles files = copy.write(rows(NEW, 11));
        lake.foreign()
                .newRewrite()
                .toBranch(NAMES.branch())
                .rewriteFiles(
                        Set.of(headOfBranch(lake.table())
                                .addedDataFiles(lake.foreign().io())
                                .iterator()
                                .next()),
                        Set.of(files.data().get(0)))
                .commit();

        assertThat(copy.commit(Placement.BRANCH, files, copy.next("copying")))
                .isInstanceOfSatisfying(
                        BranchLost.class, lost -> assertThat(lost.what()).contains("rewritten by others"));
        assertThat(lake.ids()).containsExactly(1L, 2L);
    }

    @Test
    void theSchemaOfABranchOutlivesTheExpiryOfSchemasByOthers() {
        begin(NEW, 10);
        lake.foreign()
                .expireSnapshots()
                .expireOlderThan(Long.MAX_VALUE)
                .retainLast(1)
                .cleanExpiredMetadata(true)
                .commit();
        writer.table.refresh();

        expectCommitted(copy.swap(), copy.write(rows(NEW, 11)), copy.next("copied"));
        assertThat(lake.rows()).containsExactly(List.of("10", 10L, 10L), List.of("11", 11L, 11L));
    }

    @Test
    void aCopyThatIsStartedAnewMayHaveAThirdSchema() {
        begin(NEW, 10);
        TableShape third = LakeFixture.shape("id", "other");
        copy = new CopyFixture(writer);
        begin(third, 20);
        assertThat(branchRows()).containsExactly(List.of(20L, "20"));
        assertThat(lake.table().shape()).isEqualTo(SHAPE);
        expectCommitted(copy.swap(), copy.write(rows(third, 21)), copy.next("copied"));
        assertThat(lake.table().shape()).isEqualTo(third);
        assertThat(lake.ids()).containsExactly(20L, 21L);
    }

    @Test
    void aChangeOfColumnsHasNoPlaceOnABranch() {
        begin(SHAPE, 10);
        SchemaPlan plan = writer.table.plan(SHAPE, new SchemaChange(Map.of("name", "title"), Map.of(), Set.of()));
        CheckpointCommit commit =
                new CheckpointCommit(WrittenFiles.none(plan), copy.next("copying"), Placement.BRANCH, Optional.empty());

        assertThatThrownBy(() -> new SchemaSteps(NAMES, writer.table.iceberg().newTransaction(), commit).adopt())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("in a commit to BRANCH");
    }

    private static TableShape with(TableShape shape, Column column) {
        List<Column> columns = new ArrayList<>(shape.columns());
        columns.add(column);
        return new TableShape(columns, shape.key());
    }
}
