package io.vitesslake.source;

/**
 * One filter rule of a stream.
 *
 * @param table bare table name
 * @param query a full select; an empty one dies at the first binlog row (vstreamer planbuilder.go)
 */
public record TableRule(String table, String query) {

    /** All columns and rows of a table. */
    public static TableRule everything(String table) {
        return new TableRule(table, "select * from " + QuotedName.of(table));
    }
}
