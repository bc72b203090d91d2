package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.config.Config;
import io.vitesslake.config.Spelling;
import io.vitesslake.config.TablePatterns;
import io.vitesslake.mirror.TableSelection;
import io.vitesslake.source.KeyspaceCatalog;
import java.util.List;

/** The tables that a configuration wants, of its keyspace as that is now. Every call asks the source. */
record WantedTables(Config config, KeyspaceCatalog catalog) {

    TableSelection selection() {
        return new TableSelection(
                config.source().keyspace(),
                catalog,
                config.source().tables()::matches,
                table -> SyncRun.policy(config, table));
    }

    /**
     * All of them, checked.
     *
     * @throws CodedException CONFIG, when there are none; SOURCE, when the source does not answer
     */
    TableSelection.Selected select(TableSelection selection) {
        TableSelection.Selected selected = selection.select();
        if (selected.isEmpty()) {
            TablePatterns patterns = config.source().tables();
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "no-tables",
                    "Cannot mirror keyspace " + config.source().keyspace() + ": none of its tables "
                            + catalog.tables().names() + " matches source.tables " + patterns.include()
                            + " without source.exclude " + patterns.exclude() + ". Correct the patterns.");
        }
        return selected;
    }

    /** Their names, sorted, whether they can be mirrored or not. */
    List<String> names() {
        return catalog.tables().names().stream()
                .filter(config.source().tables()::matches)
                .toList();
    }

    /**
     * @param deed what cannot be done with a table that is not among them
     * @throws CodedException CONFIG, when a name is not among them
     */
    void require(List<String> names, String deed) {
        if (names.isEmpty()) {
            return;
        }
        List<String> known = names();
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw missing(deed, name, known);
        });
    }

    static CodedException missing(String deed, String name, List<String> known) {
        return new CodedException(
                ErrorCode.CONFIG,
                "not-mirrored",
                "Cannot " + deed + " " + name + ": the keyspace has no such base table that source.tables and"
                        + " source.exclude let through."
                        + (known.isEmpty() ? "" : " The nearest is '" + Spelling.nearest(name, known) + "'.")
                        + " Give the names of source tables, or correct the patterns.");
    }
}
