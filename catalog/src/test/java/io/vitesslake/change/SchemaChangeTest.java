package io.vitesslake.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemaChangeTest {

    private static final TableShape SHAPE = new TableShape(
            List.of(
                    new Column("id", ColumnType.INT, true),
                    new Column("name", ColumnType.STRING, false),
                    new Column("price", ColumnType.decimal(9, 2), false)),
            List.of("id"));

    @Test
    void columnsChangeAllAtOnceAndKeepTheirOrder() {
        SchemaChange change = new SchemaChange(
                Map.of("id", "price", "price", "id"),
                Map.of("id", ColumnType.LONG, "price", ColumnType.decimal(12, 2)),
                Set.of("name"));
        assertThat(change.applyTo(SHAPE))
                .isEqualTo(new TableShape(
                        List.of(
                                new Column("price", ColumnType.LONG, true),
                                new Column("id", ColumnType.decimal(12, 2), false)),
                        List.of("price")));
        assertThat(SchemaChange.NONE.applyTo(SHAPE)).isEqualTo(SHAPE);
    }

    @Test
    void whatWouldChangeOldValuesIsNoWidening() {
        refused("not widened by int", new SchemaChange(Map.of(), Map.of("name", ColumnType.INT), Set.of()));
        refused(
                "not widened by decimal(9, 3)",
                new SchemaChange(Map.of(), Map.of("price", ColumnType.decimal(9, 3)), Set.of()));
        refused(
                "not widened by decimal(12, 3)",
                new SchemaChange(Map.of(), Map.of("price", ColumnType.decimal(12, 3)), Set.of()));
        refused(
                "not widened by decimal(8, 2)",
                new SchemaChange(Map.of(), Map.of("price", ColumnType.decimal(8, 2)), Set.of()));
    }

    @Test
    void anUnknownColumnALostKeyAndADoubledNameAreRefused() {
        refused("no column nome", new SchemaChange(Map.of("nome", "name"), Map.of(), Set.of()));
        refused("no column for key: id", new SchemaChange(Map.of(), Map.of(), Set.of("id")));
        refused("column twice: price", new SchemaChange(Map.of("name", "price"), Map.of(), Set.of()));
        assertThatThrownBy(() -> new SchemaChange(Map.of("name", "title"), Map.of(), Set.of("name")))
                .hasMessageContaining("name is dropped and changed");
    }

    private static void refused(String why, SchemaChange change) {
        assertThatThrownBy(() -> change.applyTo(SHAPE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
