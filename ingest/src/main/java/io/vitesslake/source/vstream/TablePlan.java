package io.vitesslake.source.vstream;

import io.vitesslake.source.QuotedName;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How VTGate would answer a query for all rows of a table; it runs nothing. No SHOW statement tells as much. Measured on Vitess
 * 24.0.2.
 */
final class TablePlan {

    private static final Pattern KEYSPACE = Pattern.compile("\"Keyspace\":\\s*\\{\\s*\"Name\":\\s*\"([^\"]+)\"");
    private static final Pattern REFERENCE = Pattern.compile("\"Variant\":\\s*\"Reference\"");

    private final String text;

    private TablePlan(String text) {
        this.text = text;
    }

    /** @throws VtgateQueries.Refused when VTGate does not know the table */
    static TablePlan of(VtgateQueries queries, String keyspace, String table) throws VtgateQueries.Refused {
        String query = "vexplain plan select 1 from " + QuotedName.of(table);
        return new TablePlan(queries.tryRows(keyspace, query, Map.of()).stream()
                .flatMap(List::stream)
                .collect(Collectors.joining()));
    }

    /** Keyspaces that it would ask. */
    List<String> keyspaces() {
        return KEYSPACE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** Whether any shard would do. */
    boolean isOfReference() {
        return REFERENCE.matcher(text).find();
    }
}
