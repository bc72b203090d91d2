package io.vitesslake.ddl;

/**
 * One change to the columns of a table. Names are as the statement writes them, without quotes: MySQL ignores their letter
 * case, so the table may spell them otherwise.
 */
public sealed interface ColumnChange {

    /**
     * ADD COLUMN.
     *
     * @param value what the rows that exist already read in it
     */
    record Added(String column, InitialValue value) implements ColumnChange {}

    /** DROP COLUMN. */
    record Dropped(String column) implements ColumnChange {}

    /**
     * RENAME COLUMN, or CHANGE with another name, if only in its letter case. All renames of a statement happen at once: a to
     * b and b to a is a swap.
     */
    record Renamed(String from, String to) implements ColumnChange {}

    /**
     * MODIFY or CHANGE: type, character set, nullability, default or place may be another.
     *
     * @param column the name that it has after the statement
     */
    record Redefined(String column) implements ColumnChange {}

    /** CONVERT TO CHARACTER SET: every column of text may have another character set and another type. */
    record AllRedefined() implements ColumnChange {}
}
