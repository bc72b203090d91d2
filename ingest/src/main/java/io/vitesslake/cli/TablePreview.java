package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a sync would make of one source table.
 *
 * @param target name in the lake
 * @param key columns that tell rows apart; none when that could not be settled
 * @param rows MySQL's estimate; empty when it has none
 * @param columns as the first shard has them
 * @param refusal why the table would not be mirrored
 */
record TablePreview(
        String table,
        String target,
        List<String> key,
        OptionalLong rows,
        List<PreviewedColumn> columns,
        Optional<Refusal> refusal) {

    /**
     * @param type as MySQL prints it
     * @param lakeType empty when the column does not get into the lake
     */
    record PreviewedColumn(String name, String type, Optional<String> lakeType, Role role) {}

    /** @param ends whether a sync would not start at all, since the configuration is wrong */
    record Refusal(CodedException error, boolean ends) {}

    /** What a column is to its table. */
    enum Role {
        KEY,
        VALUE,
        /** The configuration leaves it out. */
        EXCLUDED,
        /** No lake type is known for it. */
        UNSUPPORTED
    }

    TablePreview {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
    }
}
