package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.tables.LakeTable;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Asks for new copies of tables that are in the lake: of all that are named or, when one of them is wrong, of none. */
final class RecopyOrder {

    private final MirroredTables tables;
    private final BiConsumer<LakeTable, UUID> requests;

    /**
     * @param requests leaves a request where the writer of the table finds it
     */
    RecopyOrder(MirroredTables tables, BiConsumer<LakeTable, UUID> requests) {
        this.tables = tables;
        this.requests = requests;
    }

    /**
     * Places one request for each table.
     *
     * @param names source tables, at least one
     * @throws CodedException CONFIG, when a name is not that of a mirrored table; LAKE
     */
    void place(List<String> names, Supplier<UUID> ids) {
        tables.named(names, "copy %s again").values().forEach(table -> requests.accept(table, ids.get()));
    }
}
