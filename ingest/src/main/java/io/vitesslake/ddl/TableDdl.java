package io.vitesslake.ddl;

import java.util.List;
import java.util.Optional;

/**
 * What one DDL statement does to one table. Immutable.
 *
 * @param columns changes to columns, in the order of the statement; empty for none
 * @param truncates whether all rows go, and nothing else
 * @param rekeys whether keys, foreign keys (of the table, or of others that reference it) or the engine may be other ones
 *     now, so that whatever was checked about them must be checked again
 * @param unknowable why rows or existence of the table cannot be told from the statement, as a clause for people; never
 *     with text of the statement beyond identifiers, because DDL carries secrets. Where present, the rest says nothing
 */
public record TableDdl(List<ColumnChange> columns, boolean truncates, boolean rekeys, Optional<String> unknowable) {

    /** The statement does not concern the table, or nothing about it that can be seen in rows, columns and keys. */
    public static final TableDdl NOTHING = new TableDdl(List.of(), false, false, Optional.empty());

    public TableDdl {
        columns = List.copyOf(columns);
    }

    static TableDdl unknown(String why) {
        return new TableDdl(List.of(), false, false, Optional.of(why));
    }

    /** Whether this is equal to {@link #NOTHING}. */
    public boolean isNothing() {
        return equals(NOTHING);
    }
}
