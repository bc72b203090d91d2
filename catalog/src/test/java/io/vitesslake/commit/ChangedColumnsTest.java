package io.vitesslake.commit;

import static io.vitesslake.change.RowsFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.change.SchemaChange;
import io.vitesslake.change.TableShape;
import io.vitesslake.commit.CommitOutcome.Committed;
import io.vitesslake.commit.CommitOutcome.SchemaMoved;
import io.vitesslake.commit.LakeFixture.Writer;
import io.vitesslake.tables.SchemaPlan;
import io.vitesslake.write.WrittenFiles;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns that are renamed, widened and dropped with a checkpoint: rows and deletes of before and after read right. */
class ChangedColumnsTest {

    private static final TableShape SHAPE = new TableShape(
            List.of(
                    new Column("id", ColumnType.INT, true),
                    new Column("a", ColumnType.STRING, false),
                    new Column("b", ColumnType.STRING, false),
                    new Column("n", ColumnType.INT, false),
                    new Column("price", ColumnType.decimal(9, 2), false)),
            List.of("id"));

    @TempDir
    Path dir;

    private LakeFixture lake;

    @BeforeEach
    void open() {
        lake = LakeFixture.jdbc(dir);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private Writer writer(String... partitionBy) {
        Writer writer = lake.writer(SHAPE, partitionBy);
        lake.faults().watch(RestReplay::verify);
        return writer;
    }

    /** Commits rows of before the change together with the change. */
    private static void commit(Writer writer, RowsFixture rows, SchemaChange change) {
        WrittenFiles files = writer.write(writer.table.plan(rows.shape(), change), rows);
        assertThat(writer.commit(files, writer.next("at"))).isInstanceOf(Committed.class);
        writer.table.refresh();
    }

    private static SchemaChange renamed(String... oldAndNew) {
        return new SchemaChange(
                oldAndNew.length == 2
                        ? Map.of(oldAndNew[0], oldAndNew[1])
                        : Map.of(oldAndNew[0], oldAndNew[1], oldAndNew[2], oldAndNew[3]),
                Map.of(),
                Set.of());
    }

    private static SchemaChange widened(String column, ColumnType type) {
        return new SchemaChange(Map.of(), Map.of(column, type), Set.of());
    }

    private static SchemaChange dropped(String... columns) {
        return new SchemaChange(Map.of(), Map.of(), Set.of(columns));
    }

    private static Object[] item(long id, String a, String b) {
        return row(id, a, b, 7, new BigDecimal("1.50"));
    }

    private static RowsFixture twoRows() {
        return RowsFixture.of(SHAPE).insert(item(1, "a1", "b1")).insert(item(2, "a2", "b2"));
    }

    @Test
    void rowsAndDeletesOfBeforeAndAfterARenameReadRight() {
        Writer writer = writer();
        commit(writer, twoRows(), SchemaChange.NONE);
        SchemaChange change = renamed("a", "title");

        commit(
                writer,
                RowsFixture.of(SHAPE)
                        .update(item(1, "a1", "b1"), item(1, "new", "b1"))
                        .insert(item(3, "a3", "b3")),
                change);

        assertThat(writer.table.shape()).isEqualTo(change.applyTo(SHAPE));
        commit(
                writer,
                RowsFixture.of(writer.table.shape()).delete(item(2, "a2", "b2")).insert(item(4, "a4", "b4")),
                SchemaChange.NONE);
        assertThat(lake.columns()).containsExactly("id", "title", "b", "n", "price");
        assertThat(lake.rows()).extracting(row -> row.get(1)).containsExactly("new", "a3", "a4");
    }

    @Test
    void twoColumnsSwapTheirNames() {
        Writer writer = writer();
        commit(writer, twoRows(), SchemaChange.NONE);
        commit(writer, RowsFixture.of(SHAPE).insert(item(3, "a3", "b3")), renamed("a", "b", "b", "a"));
        commit(writer, RowsFixture.of(writer.table.shape()).insert(item(4, "b4", "a4")), SchemaChange.NONE);

        assertThat(lake.columns()).containsExactly("id", "b", "a", "n", "price");
        assertThat(lake.rows()).extracting(row -> row.get(1)).containsExactly("a1", "a2", "a3", "b4");
    }

    @Test
    void keyColumnsThatSwapTheirNamesStayTheKey() {
        Column a = new Column("a", ColumnType.LONG, true);
        Column b = new Column("b", ColumnType.LONG, true);
        TableShape shape = new TableShape(List.of(a, b), List.of("a", "b"));
        Writer writer = lake.writer(shape);
        commit(writer, RowsFixture.of(shape).insert(1L, 2L).insert(2L, 1L), SchemaChange.NONE);
        commit(writer, RowsFixture.of(shape), renamed("a", "b", "b", "a"));

        TableShape swapped = writer.table.shape();
        assertThat(swapped).isEqualTo(new TableShape(List.of(b, a), List.of("b", "a")));
        commit(writer, RowsFixture.of(swapped).delete(1L, 2L), SchemaChange.NONE);
        assertThat(lake.rows()).containsExactly(List.of(2L, 1L));
    }

    @Test
    void theOldValuesOfWidenedColumnsStay() {
        Writer writer = writer();
        commit(writer, twoRows(), SchemaChange.NONE);
        commit(
                writer,
                RowsFixture.of(SHAPE).insert(item(3, "a3", "b3")),
                new SchemaChange(
                        Map.of("n", "number"),
                        Map.of("n", ColumnType.LONG, "price", ColumnType.decimal(20, 2)),
                        Set.of()));
        BigDecimal large = new BigDecimal("123456789012345678.25");
        commit(writer, RowsFixture.of(writer.table.shape()).insert(4, "a4", "b4", 1L << 40, large), SchemaChange.NONE);

        BigDecimal price = new BigDecimal("1.50");
        assertThat(lake.columns()).containsExactly("id", "a", "b", "number", "price");
        assertThat(lake.rows()).extracting(row -> row.get(3)).containsExactly(7L, 7L, 7L, 1L << 40);
        assertThat(lake.rows()).extracting(row -> row.get(4)).containsExactly(price, price, price, large);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "id", "bucket(4, id)", "truncate(2, id)"})
    void deletesMeetRowsAcrossTheWideningOfTheKey(String partition) {
        Writer writer = partition.isEmpty() ? writer() : writer(partition);
        commit(writer, twoRows().insert(item(3, "a3", "b3")).insert(item(4, "a4", "b4")), SchemaChange.NONE);
        commit(writer, RowsFixture.of(SHAPE).delete(item(1, "a1", "b1")), SchemaChange.NONE);
        commit(
                writer,
                RowsFixture.of(SHAPE).delete(item(2, "a2", "b2")).insert(item(5, "a5", "b5")),
                widened("id", ColumnType.LONG));

        TableShape wide = writer.table.shape();
        commit(
                writer,
                RowsFixture.of(wide)
                        .delete(item(3, "a3", "b3"))
                        .delete(item(5, "a5", "b5"))
                        .insert(item(1L << 40, "large", ""))
                        .insert(item(1, "again", "b1")),
                SchemaChange.NONE);
        assertThat(lake.rows()).extracting(row -> row.get(0)).containsExactly(1L, 4L, 1L << 40);
        commit(writer, RowsFixture.of(wide).delete(item(1L << 40, "large", "")), SchemaChange.NONE);
        assertThat(lake.rows()).extracting(row -> row.get(1)).containsExactly("again", "a4");
    }

    @Test
    void aDroppedColumnGoesWhileOthersComeAndTheirIdsAreKnownBeforehand() {
        Writer writer = writer();
        commit(writer, twoRows(), SchemaChange.NONE);
        TableShape wider = new TableShape(
                List.of(
                        new Column("id", ColumnType.INT, true),
                        new Column("b", ColumnType.STRING, false),
                        new Column("gone", ColumnType.STRING, false),
                        new Column("note", ColumnType.STRING, false)),
                List.of("id"));
        SchemaChange change = new SchemaChange(Map.of("note", "a"), Map.of(), Set.of("a", "gone"));
        SchemaPlan plan = writer.table.plan(wider, change);
        RowsFixture rows = RowsFixture.of(wider).insert(3, "b3", "gone", "note");
        writer.commit(writer.write(plan, rows), writer.next("at"));
        writer.table.refresh();

        assertThat(writer.table.shape()).isEqualTo(plan.shape());
        assertThat(plan.fieldId("a"))
                .isEqualTo(lake.foreign().schema().findField("a").fieldId())
                .isEqualTo(7);
        assertThat(lake.columns()).containsExactly("id", "b", "n", "price", "a");
        assertThat(lake.rows()).extracting(row -> row.get(4)).containsExactly(null, null, "note");
        assertThat(writer.table.readsWhole(lake.foreign().schema().identifierFieldIds()))
                .isTrue();
    }

    @Test
    void aChangeWithoutRowsIsCommittedAlone() {
        Writer writer = writer();
        commit(writer, twoRows(), SchemaChange.NONE);
        SchemaPlan plan = writer.table.plan(SHAPE, renamed("a", "title"));
        assertThat(plan.changed()).isTrue();
        writer.commit(WrittenFiles.none(plan), writer.next("at"));
        assertThat(lake.columns()).contains("title");
        assertThat(lake.rows()).hasSize(2);
    }

    @Test
    void aForeignColumnThatTakesTheNewNameMeanwhileMakesSchemaMoved() {
        Writer writer = writer();
        commit(writer, twoRows(), SchemaChange.NONE);
        SchemaChange change = renamed("a", "title");
        WrittenFiles files = writer.write(
                writer.table.plan(SHAPE, change), RowsFixture.of(SHAPE).insert(item(3, "a3", "b3")));
        lake.foreign().updateSchema().addColumn("title", Types.StringType.get()).commit();

        assertThat(writer.commit(files, writer.next("at"))).isInstanceOf(SchemaMoved.class);
        writer.table.refresh();
        assertThatThrownBy(() -> writer.table.plan(SHAPE, change))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("incompatible-schema"))
                .hasMessageContaining("column a is renamed to title, but that is the name of column title then");
    }

    @Test
    void aForeignRenameOfAColumnThatChangesMakesSchemaMoved() {
        Writer writer = writer();
        commit(writer, twoRows(), SchemaChange.NONE);
        WrittenFiles files = writer.write(
                writer.table.plan(SHAPE, widened("n", ColumnType.LONG)),
                RowsFixture.of(SHAPE).insert(item(3, "a3", "b3")));
        lake.foreign().updateSchema().renameColumn("n", "theirs").commit();

        assertThat(writer.commit(files, writer.next("at"))).isInstanceOf(SchemaMoved.class);
        assertThat(lake.rows()).hasSize(2);
    }

    @Test
    void aColumnThatPartitionsAreDerivedFromIsNotDropped() {
        Writer writer = writer("bucket(4, id)", "b");
        assertThatThrownBy(() -> writer.table.plan(SHAPE, dropped("b")))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("invalid-partitioning"))
                .hasMessageContaining("partition field b of spec 0 is derived from column b")
                .hasMessageContaining("Drop the lake table and let it be copied anew");
    }

    @Test
    void aColumnThatOthersPartitionByMeanwhileIsNotDropped() {
        Writer writer = writer();
        commit(writer, twoRows(), SchemaChange.NONE);
        WrittenFiles files = WrittenFiles.none(writer.table.plan(SHAPE, dropped("b")));
        lake.foreign().updateSpec().addField("b").commit();

        assertThat(writer.commit(files, writer.next("at"))).isInstanceOf(SchemaMoved.class);
    }

    @Test
    void aColumnThatFilesAreSortedByIsNotDropped() {
        Writer writer = writer();
        lake.foreign().replaceSortOrder().asc("b").commit();
        writer.table.refresh();
        assertThatThrownBy(() -> writer.table.plan(SHAPE, dropped("b")))
                .hasMessageContaining("its files are sorted by column b");
    }
}
