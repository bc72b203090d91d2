package io.vitesslake.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One DDL statement and what MySQL does at it. Immutable.
 *
 * @param statement as the binlog has it
 * @param before the table when it runs
 * @param after the table behind it, or as it was if it is gone
 * @param initial by id, what rows that exist read in a new column; null for NULL
 * @param redefined ids of columns whose old values it changes without a word, or which are new under a name that was there
 */
record SimDdl(
        Kind kind,
        String statement,
        SimTable before,
        SimTable after,
        Map<Integer, String> initial,
        Set<Integer> redefined) {

    /** What a statement is, as far as rows and columns are concerned. */
    enum Kind {
        ADD,
        ADD_DEFAULT,
        DROP_COLUMN,
        DROP_AND_ADD,
        RENAME_COLUMN,
        SWAP,
        WIDEN,
        RETYPE,
        ROUND,
        LENGTH,
        NULLABLE,
        NOT_NULL,
        LABELS,
        REORDER,
        COMMENT,
        INDEX,
        TRUNCATE,
        DROP,
        CREATE,
        AWAY,
        BACK,
        ONLINE;

        boolean empties() {
            return this == TRUNCATE || this == CREATE;
        }

        /** Whether VTGate can hand over shards of which some have run it and others not. */
        boolean leavesColumns() {
            return this == TRUNCATE || this == INDEX || this == COMMENT;
        }
    }

    String table() {
        return before.name();
    }

    /** An old row, as it is behind the statement. */
    String[] converted(String[] row) {
        List<SimColumn> columns = after.columns();
        String[] result = new String[columns.size()];
        for (int i = 0; i < result.length; i++) {
            SimColumn column = columns.get(i);
            int from = before.indexOf(column.id());
            result[i] = from < 0 ? initial.get(column.id()) : column.converted(row[from]);
        }
        return Arrays.equals(result, row) ? row : result;
    }

    @Override
    public String toString() {
        return kind + ": " + statement;
    }
}
