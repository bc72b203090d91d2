package io.vitesslake.change;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of columns when the rows of a checkpoint are in. All names are those before the change, and all columns change at
 * once: {@code a} may be renamed to {@code b} and {@code b} to {@code a}.
 *
 * @param renamed new name by old name
 * @param widened new type by name; see {@link ColumnType#widensTo}
 * @param dropped columns that go, none of them a key column
 * @param added columns that come, optional, with a value for the rows that exist
 */
public record SchemaChange(
        Map<String, String> renamed, Map<String, ColumnType> widened, Set<String> dropped, List<Column> added) {

    public static final SchemaChange NONE = new SchemaChange(Map.of(), Map.of(), Set.of());

    /** Without columns that come. */
    public SchemaChange(Map<String, String> renamed, Map<String, ColumnType> widened, Set<String> dropped) {
        this(renamed, widened, dropped, List.of());
    }

    /** Only columns that come. */
    public static SchemaChange adding(List<Column> columns) {
        return new SchemaChange(Map.of(), Map.of(), Set.of(), columns);
    }

    /**
     * @throws IllegalArgumentException when a column that goes is renamed or widened as well
     */
    public SchemaChange {
        renamed = Map.copyOf(renamed);
        widened = Map.copyOf(widened);
        dropped = Set.copyOf(dropped);
        added = List.copyOf(added);
        for (String name : dropped) {
            if (renamed.containsKey(name) || widened.containsKey(name)) {
                throw new IllegalArgumentException("Invalid schema change: " + name + " is dropped and changed");
            }
        }
    }

    public boolean isNone() {
        return renamed.isEmpty() && widened.isEmpty() && dropped.isEmpty() && added.isEmpty();
    }

    /** The name that a column has afterwards. */
    public String nameOf(String column) {
        return renamed.getOrDefault(column, column);
    }

    /**
     * The shape afterwards; columns keep their order, and new ones come last.
     *
     * @throws IllegalArgumentException when the shape lacks a changed column, a type is not widened, a key column goes, or two
     *     columns end up with one name
     */
    public TableShape applyTo(TableShape shape) {
        requireColumns(shape);
        List<Column> columns = new ArrayList<>();
        for (Column column : shape.columns()) {
            if (!dropped.contains(column.name())) {
                columns.add(new Column(nameOf(column.name()), typeOf(column), column.required(), column.initial()));
            }
        }
        columns.addAll(added);
        return new TableShape(columns, shape.key().stream().map(this::nameOf).toList());
    }

    private void requireColumns(TableShape shape) {
        Set<String> changed = new HashSet<>(dropped);
        changed.addAll(renamed.keySet());
        changed.addAll(widened.keySet());
        for (String name : changed) {
            if (shape.indexOf(name) < 0) {
                throw new IllegalArgumentException("Invalid schema change: no column " + name + " in " + shape);
            }
        }
    }

    private ColumnType typeOf(Column column) {
        ColumnType type = widened.getOrDefault(column.name(), column.type());
        if (!type.equals(column.type()) && !column.type().widensTo(type)) {
            throw new IllegalArgumentException(
                    "Invalid schema change: " + column.name() + " is " + column.type() + ", not widened by " + type);
        }
        return type;
    }
}
