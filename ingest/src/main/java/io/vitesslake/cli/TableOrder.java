package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.commit.TableRequests;
import io.vitesslake.config.Config;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Asks the writer of tables for something, in the lake alone: for all that are named or, when one of them is wrong, for none. */
final class TableOrder {

    private final Config config;

    TableOrder(Config config) {
        this.config = config;
    }

    /**
     * Leaves a request in each table.
     *
     * @param names source tables, at least one
     * @param purpose what cannot be done to a wrong one, with %s for its name
     * @throws CodedException CONFIG, when a name is not that of a mirrored table; LAKE
     */
    void place(List<String> names, String purpose, BiConsumer<TableRequests, LakeTable> request) {
        TableRequests requests = new TableRequests(SyncRun.NAMES);
        try (LakeTables lake = LakeTables.open(config.catalog().options())) {
            Map<String, LakeTable> tables = new MirroredTables(config, lake).named(names, purpose);
            tables.values().forEach(table -> request.accept(requests, table));
        }
    }
}
