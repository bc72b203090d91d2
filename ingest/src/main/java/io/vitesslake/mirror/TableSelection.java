package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.KeyspaceTables;
import io.vitesslake.source.Shard;
import io.vitesslake.source.TableInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which tables of a keyspace are mirrored, and how. Can be asked again and again, for the source's tables change. No state;
 * any thread; every call asks the source and blocks for the answer.
 */
public final class TableSelection implements TableInspector {

    private final String keyspace;
    private final KeyspaceCatalog catalog;
    private final Predicate<String> wanted;
    private final Function<String, TablePolicy> policies;

    /**
     * @param wanted whether a source table is to be mirrored
     * @param policies how, by source table
     */
    public TableSelection(
            String keyspace,
            KeyspaceCatalog catalog,
            Predicate<String> wanted,
            Function<String, TablePolicy> policies) {
        this.keyspace = keyspace;
        this.catalog = catalog;
        this.wanted = wanted;
        this.policies = policies;
    }

    /**
     * The wanted tables of one moment.
     *
     * @param setups those that can be mirrored, sorted by source table
     * @param refused by source table, why the others cannot
     */
    public record Selected(List<TableSetup> setups, SortedMap<String, CodedException> refused) {

        public Selected {
            setups = List.copyOf(setups);
        }

        public boolean isEmpty() {
            return setups.isEmpty() && refused.isEmpty();
        }
    }

    /** Shards that serve now, sorted. */
    List<Shard> shards() {
        return catalog.shards();
    }

    /**
     * Looks at all wanted tables.
     *
     * @throws CodedException SOURCE, when the source does not answer
     */
    public Selected select() {
        return select(List.of());
    }

    /**
     * Looks at the wanted tables that are not known yet.
     *
     * @param known tables mirrored already; others do not get into their lake tables
     * @throws CodedException SOURCE, when the source does not answer
     */
    Selected select(Collection<TableSetup> known) {
        Map<String, String> sourceByTarget = new HashMap<>();
        known.forEach(setup -> sourceByTarget.put(setup.target(), setup.table()));
        KeyspaceTables all = catalog.tables();
        List<String> tables = all.names().stream()
                .filter(wanted)
                .filter(table -> !sourceByTarget.containsValue(table))
                .toList();
        if (tables.isEmpty()) {
            return new Selected(List.of(), new TreeMap<>());
        }
        Sieve sieve = new Sieve(all, new TableChecks(keyspace, catalog.sharded()), sourceByTarget);
        tables.forEach(sieve::add);
        return new Selected(sieve.setups, sieve.refused);
    }

    /**
     * Why a table cannot be followed here any longer, though it is there.
     *
     * @throws CodedException SOURCE, when the source does not answer
     */
    Optional<CodedException> moved(String table) {
        return catalog.servedElsewhere(table)
                .map(where -> new CodedException(
                        ErrorCode.SOURCE,
                        "moved-table",
                        "Cannot mirror " + keyspace + "." + table + ": VTGate serves it from " + where
                                + " (MoveTables), and here it may stop changing at any time. Mirror it from the keyspace"
                                + " that serves it (source.keyspace), or exclude it (source.exclude); if its traffic was"
                                + " switched back, start again."));
    }

    @Override
    public TableSetup check(TableSetup known) {
        TableChecks checks = new TableChecks(keyspace, catalog.sharded());
        return checks.check(catalog.tables().table(known.table()), known.policy());
    }

    @Override
    public List<DeclaredColumn> columns(Shard shard, String table) {
        return catalog.columns(shard, table);
    }

    /** Tells tables that can be mirrored from those that cannot. */
    private final class Sieve {

        private final KeyspaceTables all;
        private final TableChecks checks;
        private final Map<String, String> sourceByTarget;
        private final List<TableSetup> setups = new ArrayList<>();
        private final SortedMap<String, CodedException> refused = new TreeMap<>();

        Sieve(KeyspaceTables all, TableChecks checks, Map<String, String> sourceByTarget) {
            this.all = all;
            this.checks = checks;
            this.sourceByTarget = sourceByTarget;
        }

        void add(String table) {
            TableInfo info;
            Optional<CodedException> moved;
            try {
                info = all.table(table);
                moved = moved(table);
            } catch (CodedException e) {
                if (!e.reason().equals("query-refused") && !e.reason().equals("unknown-table")) {
                    throw e;
                }
                refused.put(table, e);
                return;
            }
            if (moved.isPresent()) {
                refused.put(table, moved.get());
                return;
            }
            try {
                setups.add(check(info));
            } catch (CodedException e) {
                refused.put(table, e);
            }
        }

        private TableSetup check(TableInfo info) {
            TableSetup setup = checks.check(info, policies.apply(info.name()));
            String other = sourceByTarget.putIfAbsent(setup.target(), setup.table());
            if (other != null) {
                throw new CodedException(
                        ErrorCode.CONFIG,
                        "same-target",
                        "Cannot mirror " + setup.identity() + " into lake table " + setup.target() + ": " + other
                                + " is mirrored there. Give one of them another target (tables." + setup.table()
                                + ".target), or exclude it (source.exclude).");
            }
            return setup;
        }
    }
}
