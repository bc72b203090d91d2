package io.vitesslake.cli;

import io.vitesslake.config.Config;
import io.vitesslake.config.Spelling;
import io.vitesslake.mirror.TableSetup;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.Shard;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds names in {@code tables.NAME.columns.exclude} that no shard's table has: most likely the column that was meant gets into
 * the lake. They are told and no more, for a column that is left out may be dropped in the source, and then the next start must
 * not fail. What {@code table-defaults} leave out need not be in every table.
 */
final class ExcludedColumns {

    private final Config config;
    private final KeyspaceCatalog catalog;

    ExcludedColumns(Config config, KeyspaceCatalog catalog) {
        this.config = config;
        this.catalog = catalog;
    }

    /**
     * A sentence for each such name. Asks the source for the columns of tables that leave out some of their own, and blocks for the
     * answers.
     *
     * @throws io.vitesslake.change.CodedException SOURCE, when the source does not answer
     */
    List<String> unknown(List<TableSetup> tables) {
        List<String> warnings = new ArrayList<>();
        List<Shard> shards = catalog.shards();
        for (TableSetup table : tables) {
            Set<String> excluded = new TreeSet<>(config.policies(table.table()).excluded());
            excluded.removeAll(config.tableDefaults().excluded());
            warnings.addAll(unknown(table.table(), excluded, shards));
        }
        return warnings;
    }

    private List<String> unknown(String table, Set<String> excluded, List<Shard> shards) {
        Set<String> missing = new TreeSet<>(excluded);
        Set<String> known = new HashSet<>();
        for (Shard shard : shards) {
            if (missing.isEmpty()) {
                break;
            }
            for (DeclaredColumn column : catalog.columns(shard, table)) {
                known.add(column.name());
                missing.removeIf(column.name()::equalsIgnoreCase);
            }
        }
        // A table that was dropped a moment ago is told of elsewhere.
        return known.isEmpty()
                ? List.of()
                : missing.stream()
                        .map(name -> "tables." + table + ".columns.exclude names " + name
                                + ", which no shard's table has, so that it leaves nothing out; the nearest column is "
                                + Spelling.nearest(name, new TreeSet<>(known))
                                + ". Correct it, or remove it if the column was dropped.")
                        .toList();
    }
}
