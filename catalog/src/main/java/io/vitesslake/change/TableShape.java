package io.vitesslake.change;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Columns and key of a table in the lake. Columns are only ever appended, so that an index into them stays valid.
 *
 * @param columns in lake order; at least one, names distinct
 * @param key names of the columns that identify a row; at least one, all required, none a float, double or variant
 */
public record TableShape(List<Column> columns, List<String> key) {

    public TableShape {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("Invalid shape: column twice: " + column.name());
            }
        }
        if (key.isEmpty()) {
            throw new IllegalArgumentException("Invalid shape: no key columns among " + names);
        }
        for (String name : key) {
            requireKeyColumn(columns, name);
        }
    }

    private static void requireKeyColumn(List<Column> columns, String name) {
        Column column = columns.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Invalid shape: no column for key: " + name));
        boolean unfit = switch (column.type().kind()) {
            case FLOAT, DOUBLE, VARIANT -> true;
            case INT, LONG, DECIMAL, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, STRING, BINARY -> false;
        };
        if (unfit || !column.required()) {
            throw new IllegalArgumentException("Invalid key column: " + column);
        }
    }

    /** Index of the named column in {@link #columns}, or -1. */
    public int indexOf(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The column of this name in any letter case; most readers of the lake fold it. */
    public Optional<Column> homonym(String name) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /**
     * Indexes of the key columns in {@link #columns}, ascending: a lake table remembers which columns are its key, but not in
     * which order, and what is derived from a key must be the same in every process.
     */
    public int[] keyIndexes() {
        return key.stream().mapToInt(this::indexOf).sorted().toArray();
    }
}
