package io.vitesslake.source;

import java.util.Map;
import java.util.Objects;

/**
 * What people wrote in MySQL about a table and its columns.
 *
 * @param table empty for nothing
 * @param columns by name, of those that have a comment
 */
public record TableComments(String table, Map<String, String> columns) {

    public static final TableComments NONE = new TableComments("", Map.of());

    public TableComments {
        Objects.requireNonNull(table, "table");
        columns = Map.copyOf(columns);
    }
}
