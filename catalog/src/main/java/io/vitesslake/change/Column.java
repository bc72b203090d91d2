package io.vitesslake.change;

import java.util.Objects;
import java.util.Optional;

/**
 * One column of a table in the lake.
 *
 * @param name as in the source; not empty
 * @param type lake type
 * @param required whether the value is never null
 * @param initial what rows have that were written before the column was added; empty for null. As {@link RowBlock} carries it: a
 *     Long for what {@link ColumnType#isLong} and is no decimal, else a BigDecimal of the type's scale, Float, Double or String;
 *     no column has another one
 */
public record Column(String name, ColumnType type, boolean required, Optional<Object> initial) {

    /** A column that is null in older rows. */
    public Column(String name, ColumnType type, boolean required) {
        this(name, type, required, Optional.empty());
    }

    public Column {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(initial, "initial");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("Invalid column: empty name");
        }
    }
}
