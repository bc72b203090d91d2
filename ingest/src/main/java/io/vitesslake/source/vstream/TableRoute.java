package io.vitesslake.source.vstream;

import io.vitesslake.source.QuotedName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where VTGate sends queries for a table of a keyspace. While MoveTables runs, routing rules send them to the keyspace that serves
 * it; when it was completed with --keep-data, the old one refuses them (denied tables, topodata.proto). Measured on Vitess 24.0.2.
 */
final class TableRoute {

    private static final String DENIED = "denied tables";

    /** VTGate tries a denied query again for a minute, since it may be in the middle of a switch. */
    private static final Duration LONGEST_DENIAL = Duration.ofSeconds(90);

    private final VtgateQueries queries;
    private final String keyspace;

    TableRoute(VtgateQueries queries, String keyspace) {
        this.queries = queries;
        this.keyspace = keyspace;
    }

    /** For people, where another keyspace serves the table. */
    Optional<String> elsewhere(String table) {
        List<String> keyspaces;
        try {
            keyspaces = TablePlan.of(queries, keyspace, table).keyspaces();
        } catch (VtgateQueries.Refused e) {
            // VTGate does not know the table, which is for others to judge.
            return Optional.empty();
        }
        if (keyspaces.contains(keyspace)) {
            return denied("select 1 from " + QuotedName.of(table) + " limit 0");
        }
        return keyspaces.stream().findFirst().map(other -> "keyspace " + other);
    }

    private Optional<String> denied(String query) {
        try {
            queries.within(LONGEST_DENIAL).tryRows(keyspace, query, Map.of());
        } catch (VtgateQueries.Refused e) {
            if (e.getMessage().contains(DENIED)) {
                return Optional.of("another keyspace");
            }
        }
        return Optional.empty();
    }
}
