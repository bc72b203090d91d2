package io.vitesslake.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.TableShape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema of a copy that starts anew. */
class PlanAnewTest {

    private static final Column ID = new Column("id", ColumnType.LONG, true);
    private static final Column NAME = new Column("name", ColumnType.STRING, false);
    private static final Column NOTE = new Column("note", ColumnType.STRING, false);
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
        table = tables.create("items", shape(ID, NAME, NOTE), TableOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        tables.close();
    }

    private static TableShape shape(Column... columns) {
        return new TableShape(List.of(columns), List.of("id"));
    }

    @Test
    void whatNeedsOnlyAppendsIsPlannedAsAnAppend() {
        sameAsAppend(shape(ID, NAME, NOTE), true);
        sameAsAppend(shape(ID, NAME, NOTE), false);
        sameAsAppend(shape(ID, NAME, NOTE, PRICE), false);
        sameAsAppend(shape(ID, NAME, PRICE), true);
        sameAsAppend(shape(ID, PRICE), true);
    }

    private void sameAsAppend(TableShape wanted, boolean keepOthers) {
        SchemaPlan plan = table.plan(wanted);
        SchemaPlan anew = table.planAnew(wanted, name -> keepOthers);
        assertThat(anew.schema().sameSchema(plan.schema())).isTrue();
        assertThat(anew.shape()).isEqualTo(plan.shape());
        assertThat(anew.changed()).isEqualTo(plan.changed());
    }

    @Test
    void columnsComeInTheWantedOrderAndKeepTheirIdsByNameAndType() {
        SchemaPlan plan =
                table.planAnew(shape(PRICE, NOTE, ID, new Column("name", ColumnType.BINARY, false)), name -> true);

        assertThat(plan.shape()).isEqualTo(shape(PRICE, NOTE, ID, new Column("name", ColumnType.BINARY, false)));
        assertThat(plan.schema().columns())
                .extracting(Types.NestedField::fieldId)
                .containsExactly(4, 3, 1, 5);
        assertThat(plan.schema().identifierFieldIds()).containsExactly(1);
        assertThat(plan.changed()).isTrue();
    }

    @Test
    void idsOfColumnsThatAreGoneAreNotGivenAgain() {
        table.iceberg().updateSchema().addColumn("gone", Types.StringType.get()).commit();
        table.iceberg().updateSchema().deleteColumn("gone").commit();

        assertThat(table.planAnew(shape(PRICE, ID), name -> false).fieldId("price"))
                .isEqualTo(5);
    }

    @Test
    void columnsThatTheSourceLacksStayAtTheEndOrGo() {
        assertThat(table.planAnew(shape(NOTE, ID), name -> true).shape()).isEqualTo(shape(NOTE, ID, NAME));
        assertThat(table.planAnew(shape(NOTE, ID), name -> false).shape()).isEqualTo(shape(NOTE, ID));
        assertThat(table.planAnew(shape(ID, NAME), name -> false).shape()).isEqualTo(shape(ID, NAME));
        assertThat(table.planAnew(shape(ID, new Column("Name", ColumnType.STRING, false)), name -> true)
                        .shape()
                        .columns())
                .extracting(Column::name)
                .containsExactly("id", "Name", "note");
    }

    @Test
    void theKeyIsTheWantedOneAndOnlyItsColumnsAreRequired() {
        Column requiredName = new Column("name", ColumnType.STRING, true);
        TableShape wanted = new TableShape(List.of(requiredName, ID), List.of("name"));

        SchemaPlan plan = table.planAnew(wanted, name -> true);

        assertThat(plan.shape())
                .isEqualTo(new TableShape(
                        List.of(requiredName, new Column("id", ColumnType.LONG, false), NOTE), List.of("name")));
        assertThat(plan.schema().identifierFieldIds()).containsExactly(2);
    }

    @Test
    void aRequiredColumnThatTheSourceLacksBecomesOptional() {
        table.iceberg()
                .updateSchema()
                .allowIncompatibleChanges()
                .addRequiredColumn("foreign", Types.StringType.get())
                .commit();

        assertThat(table.planAnew(shape(ID, NAME, NOTE), name -> true).shape())
                .isEqualTo(shape(ID, NAME, NOTE, new Column("foreign", ColumnType.STRING, false)));
    }

    @Test
    void aColumnThatPartitionsAreDerivedFromMustKeepItsTypeAndStay() {
        table = tables.create("sold", shape(ID, NAME, NOTE), new TableOptions(2, List.of("name"), Map.of()));

        assertThat(table.planAnew(shape(NAME, ID), name -> false).changed()).isTrue();
        refused(shape(ID, new Column("name", ColumnType.BINARY, false)), true);
        refused(shape(ID, NOTE), false);
        assertThat(table.planAnew(shape(ID, NOTE), name -> true).changed()).isFalse();
    }

    private void refused(TableShape wanted, boolean keepOthers) {
        assertThatThrownBy(() -> table.planAnew(wanted, name -> keepOthers))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("invalid-partitioning"))
                .hasMessageContaining("partition field name of spec 0 is derived from column name")
                .hasMessageContaining("Drop the lake table and let it be copied anew");
    }
}
