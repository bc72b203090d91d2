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
import io.vitesslake.tables.TableOptions;
import io.vitesslake.write.WrittenFiles;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns that come with a value for the rows that exist: Iceberg's initial default. */
class AddedColumnsTest {

    private static final TableShape SHAPE = new TableShape(
            List.of(new Column("id", ColumnType.INT, true), new Column("a", ColumnType.STRING, false)), List.of("id"));
    private static final Column QTY = new Column("qty", ColumnType.INT, false, Optional.of(5L));

    @TempDir
    Path dir;

    private LakeFixture lake;
    private Writer writer;

    @BeforeEach
    void open() {
        lake = LakeFixture.jdbc(dir);
        writer = lake.writer(SHAPE, new TableOptions(3, List.of(), Map.of()));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private void commit(RowsFixture rows, SchemaChange change) {
        SchemaPlan plan = writer.table.plan(rows.shape(), change);
        assertThat(writer.commit(writer.write(plan, rows), writer.next("at"))).isInstanceOf(Committed.class);
        writer.table.refresh();
    }

    private void addQty() {
        commit(RowsFixture.of(SHAPE).insert(row(1, "one")), SchemaChange.NONE);
        commit(RowsFixture.of(SHAPE).insert(row(2, "two")), SchemaChange.adding(List.of(QTY)));
    }

    @Test
    void rowsOfBeforeAndOfTheSameCommitHaveTheValueAndLaterRowsTheirOwn() {
        addQty();
        assertThat(writer.table.shape().columns()).last().isEqualTo(QTY);

        commit(
                RowsFixture.of(writer.table.shape())
                        .insert(row(3, "three", null))
                        .insert(row(4, "four", 7)),
                SchemaChange.NONE);

        assertThat(lake.rows()).extracting(row -> row.get(2)).containsExactly(5, 5, null, 7);
        assertThat(lake.rowsAt(lake.foreign().currentSnapshot().parentId()))
                .as("the snapshot that brought the column")
                .extracting(row -> row.get(2))
                .containsExactly(5, 5);
    }

    @Test
    void readersThatFilterByTheColumnFindTheRowsOfBefore() {
        addQty();
        commit(RowsFixture.of(writer.table.shape()).insert(row(3, "three", 7)), SchemaChange.NONE);
        assertThat(ids(Expressions.equal("qty", 5))).containsExactlyInAnyOrder(1, 2);
        assertThat(ids(Expressions.notNull("qty"))).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(ids(Expressions.isNull("qty"))).isEmpty();
    }

    @Test
    void everyTypeThatTakesAConstantGivesItBack() {
        commit(RowsFixture.of(SHAPE).insert(row(1, "one")), SchemaChange.NONE);
        List<Column> columns = List.of(
                QTY,
                added("big", ColumnType.LONG, Long.MIN_VALUE),
                added("price", ColumnType.decimal(9, 2), new BigDecimal("-1.50")),
                added("sum", ColumnType.decimal(38, 2), new BigDecimal("123456789012345678901234567890.50")),
                added("f", ColumnType.FLOAT, 0.5F),
                added("d", ColumnType.DOUBLE, 0.1),
                added("day", ColumnType.DATE, LocalDate.of(2024, 2, 29).toEpochDay()),
                added("at", ColumnType.TIMESTAMP, 1_000_001L),
                added("note", ColumnType.STRING, ""));

        commit(RowsFixture.of(SHAPE), SchemaChange.adding(columns));

        assertThat(writer.table.shape().columns()).endsWith(columns.toArray(Column[]::new));
        assertThat(lake.rows())
                .containsExactly(Arrays.asList(
                        1,
                        "one",
                        5,
                        Long.MIN_VALUE,
                        new BigDecimal("-1.50"),
                        new BigDecimal("123456789012345678901234567890.50"),
                        0.5F,
                        0.1,
                        LocalDate.of(2024, 2, 29),
                        LocalDateTime.of(1970, 1, 1, 0, 0, 1, 1000),
                        ""));
    }

    @Test
    void theValueStaysWhenTheColumnIsWidenedAndRenamed() {
        addQty();
        SchemaChange change = new SchemaChange(Map.of("qty", "quantity"), Map.of("qty", ColumnType.LONG), Set.of());
        commit(RowsFixture.of(writer.table.shape()).insert(row(3, "three", 7)), change);
        assertThat(lake.rows()).extracting(row -> row.get(2)).containsExactly(5L, 5L, 7L);
        assertThat(writer.table.shape().columns())
                .last()
                .isEqualTo(new Column("quantity", ColumnType.LONG, false, Optional.of(5L)));
    }

    @Test
    void aNewCopyGivesEveryRowAValueOfItsOwn() {
        addQty();
        TableShape wanted = new TableShape(
                List.of(SHAPE.columns().get(0), SHAPE.columns().get(1), new Column("qty", ColumnType.INT, false)),
                List.of("id"));
        SchemaPlan plan = writer.table.planAnew(wanted, column -> true);
        assertThat(plan.changed()).isTrue();
        assertThat(plan.shape()).isEqualTo(wanted);
        assertThat(plan.fieldId("qty")).isEqualTo(3);
    }

    @Test
    void aColumnThatOthersAddedMeanwhileIsSeenAndTheCommitPlannedAgain() {
        commit(RowsFixture.of(SHAPE).insert(row(1, "one")), SchemaChange.NONE);
        RowsFixture rows = RowsFixture.of(SHAPE).insert(row(2, "two"));
        SchemaPlan plan = writer.table.plan(SHAPE, SchemaChange.adding(List.of(QTY)));
        WrittenFiles files = writer.write(plan, rows);
        lake.foreign()
                .updateSchema()
                .addColumn("theirs", Types.StringType.get())
                .commit();

        assertThat(writer.commit(files, writer.next("at"))).isInstanceOf(SchemaMoved.class);
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        Column other = new Column("A", ColumnType.INT, false, Optional.of(5L));
        assertThatThrownBy(() -> writer.table.plan(SHAPE, SchemaChange.adding(List.of(other))))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("incompatible-schema"));
    }

    @Test
    void onlyFormatVersionThreeKnowsOfSuchValues() {
        assertThat(writer.table.takesInitialDefaults()).isTrue();
        assertThat(lake.writer(SHAPE).table.takesInitialDefaults()).isFalse();
    }

    private static Column added(String name, ColumnType type, Object value) {
        return new Column(name, type, false, Optional.of(value));
    }

    private List<Object> ids(Expression filter) {
        List<Object> ids = new ArrayList<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(lake.foreign()).where(filter).build()) {
            records.forEach(record -> ids.add(record.get(0)));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return ids;
    }
}
