package io.vitesslake.mirror;

import io.vitesslake.source.SourceColumn;
import java.time.Instant;
import java.util.List;

/**
 * The columns that a shard told.
 *
 * @param columns in wire order
 * @param at when; they were so at the latest then
 */
record ToldColumns(List<SourceColumn> columns, Instant at) {

    ToldColumns {
        columns = List.copyOf(columns);
    }
}
