package io.vitesslake.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.TableShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTablePlanTest {

    private static final Column ID = new Column("id", ColumnType.LONG, true);
    private static final Column NAME = new Column("name", ColumnType.STRING, false);
    private static final Column PRICE = new Column("price", ColumnType.decimal(9, 2), false);

    @TempDir
    Path dir;

    private LakeTables tables;
    private LakeTable table;

    @BeforeEach
    void create() {
        tables = LakeTables.open(new CatalogOptions(
                "lake",
                "shop",
                Map.of("type", "hadoop", "warehouse", dir.resolve("warehouse").toString())));
        table = tables.create("items", shape(ID, NAME), TableOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        tables.close();
    }

    private static TableShape shape(Column... columns) {
        return new TableShape(List.of(columns), List.of("id"));
    }

    @Test
    void theSameColumnsInAnotherOrderNeedNoChange() {
        SchemaPlan plan = table.plan(shape(NAME, ID));
        assertThat(plan.changed()).isFalse();
        assertThat(plan.shape()).isEqualTo(shape(ID, NAME));
    }

    @Test
    void aColumnThatTheSourceLacksStays() {
        SchemaPlan plan = table.plan(shape(ID));
        assertThat(plan.changed()).isFalse();
        assertThat(plan.shape().indexOf("name")).isEqualTo(1);
    }

    @Test
    void appendedColumnsArePredictedWithTheIdsThatTheCommitAssigns() {
        table.iceberg()
                .updateSchema()
                .addColumn("dropped", Types.StringType.get())
                .commit();
        table.iceberg().updateSchema().deleteColumn("dropped").commit();
        Column dotted = new Column("a.b", ColumnType.DOUBLE, true);

        SchemaPlan plan = table.plan(shape(ID, PRICE, NAME, dotted));
        assertThat(plan.changed()).isTrue();
        assertThat(plan.schema().findField("price").fieldId()).isEqualTo(4);
        assertThat(plan.schema().findField("a.b").fieldId()).isEqualTo(5);
        assertThat(plan.shape()).isEqualTo(shape(ID, NAME, PRICE, new Column("a.b", ColumnType.DOUBLE, false)));

        UpdateSchema update = table.iceberg().updateSchema();
        plan.addMissing(table.iceberg().schema(), update);
        update.commit();
        assertThat(plan.agreesWith(table.iceberg().schema())).isTrue();
        assertThat(table.plan(shape(ID, PRICE, NAME, dotted)).changed()).isFalse();
    }

    @Test
    void aForeignColumnAddedFirstMakesThePredictionDisagree() {
        SchemaPlan plan = table.plan(shape(ID, NAME, PRICE));
        table.iceberg()
                .updateSchema()
                .addColumn("foreign", Types.StringType.get())
                .commit();
        UpdateSchema update = table.iceberg().updateSchema();
        plan.addMissing(table.iceberg().schema(), update);
        assertThat(plan.agreesWith(update.apply())).isFalse();
    }

    @Test
    void aColumnRenamedByAForeignEngineMakesThePlanDisagree() {
        SchemaPlan plan = table.plan(shape(ID, NAME));
        table.iceberg().updateSchema().renameColumn("name", "title").commit();
        assertThat(plan.agreesWith(table.iceberg().schema())).isFalse();
    }

    @Test
    void whatCannotBeAppendedIsRefusedWithBothTypesAndTheWayOut() {
        refused("column name is string, but binary is wanted", ID, new Column("name", ColumnType.BINARY, false));
        refused("column id is long, but int is wanted", new Column("id", ColumnType.INT, true), NAME);
        refused(
                "column Name of type string is wanted, but column name of type string differs from it only by case",
                ID,
                new Column("Name", ColumnType.STRING, false));
    }

    @Test
    void aVariantIsRefusedWhereTheFormatVersionHasNoneAndTheRemedyIsNamed() {
        Column document = new Column("j", ColumnType.VARIANT, false);
        for (ThrowingCallable plan : List.<ThrowingCallable>of(
                () -> table.plan(shape(ID, document)), () -> table.planAnew(shape(ID, document), name -> true))) {
            assertThatThrownBy(plan)
                    .hasMessageContaining("column j to lake.shop.items as a variant: the table has format version 2")
                    .hasMessageContaining("Set format-version: 3 for a new table; upgrade one that exists")
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.reason()).isEqualTo("incompatible-schema"));
        }
        assertThatThrownBy(() -> tables.create("others", shape(ID, document), TableOptions.DEFAULT))
                .hasMessageContaining("column j to others as a variant: the table has format version 2");
        assertThat(tables.list()).containsExactly("items");
        table.iceberg()
                .updateProperties()
                .set(TableProperties.FORMAT_VERSION, "3")
                .commit();
        assertThat(table.plan(shape(ID, document)).shape().columns()).contains(document);
    }

    @Test
    void aVariantIsFoundAgainAndNothingIsPartitionedByIt() {
        Column document = new Column("j", ColumnType.VARIANT, false);
        LakeTable created = tables.create("others", shape(ID, document), new TableOptions(3, List.of(), Map.of()));
        assertThat(created.shape()).isEqualTo(shape(ID, document));
        for (String partition : List.of("j", "bucket(4, j)", "truncate(4, j)")) {
            TableOptions partitioned = new TableOptions(3, List.of(partition), Map.of());
            assertThatThrownBy(() -> tables.create("more", shape(ID, document), partitioned))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.reason()).isEqualTo("invalid-partitioning"));
        }
    }

    @Test
    void anotherKeyIsRefused() {
        TableShape wanted =
                new TableShape(List.of(ID, new Column("name", ColumnType.STRING, true)), List.of("id", "name"));
        assertThatThrownBy(() -> table.plan(wanted))
                .hasMessageContaining("its key is [id], but [id, name] is wanted")
                .hasMessageContaining("Copy the table again");
    }

    @Test
    void aRequiredForeignColumnIsRefused() {
        table.iceberg()
                .updateSchema()
                .allowIncompatibleChanges()
                .addRequiredColumn("foreign", Types.StringType.get())
                .commit();
        refused("column foreign of type string is required, but the source has no such column", ID, NAME);
    }

    @Test
    void aTableWithoutIdentifierFieldsIsRefused() {
        table.iceberg().updateSchema().setIdentifierFields(new ArrayList<>()).commit();
        assertThatThrownBy(() -> table.plan(shape(ID, NAME)))
                .hasMessageContaining("it has no identifier fields")
                .hasMessageContaining("mirror into another table");
    }

    private void refused(String why, Column... wanted) {
        assertThatThrownBy(() -> table.plan(shape(wanted)))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("incompatible-schema"))
                .hasMessageContaining(why)
                .hasMessageContaining("Copy the table again");
    }
}
