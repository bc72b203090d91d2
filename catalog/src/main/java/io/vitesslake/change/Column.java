package io.vitesslake.change;

import java.util.Objects;

/**
 * One column of a table in the lake.
 *
 * @param name as in the source; not empty
 * @param type lake type
 * @param required whether the value is never null
 */
public record Column(String name, ColumnType type, boolean required) {

    public Column {
        Objects.requireNonNull(type, "type");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("Invalid column: empty name");
        }
    }
}
