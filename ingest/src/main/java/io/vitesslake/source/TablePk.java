package io.vitesslake.source;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * How far the copy of one table on one shard has come.
 *
 * @param table bare table name, as VTGate always gives it here
 * @param lastPk serialized {@code query.QueryResult} of the last copied key; length 0 means "not copied yet". Not to be
 * changed.
 */
public record TablePk(String table, byte[] lastPk) {

    private static final byte[] NOT_COPIED_YET = new byte[0];

    public TablePk {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(lastPk, "lastPk");
    }

    /** The seed that asks for a copy from the start. */
    public static TablePk notCopiedYet(String table) {
        return new TablePk(table, NOT_COPIED_YET);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof TablePk other && table.equals(other.table) && Arrays.equals(lastPk, other.lastPk);
    }

    @Override
    public int hashCode() {
        return 31 * table.hashCode() + Arrays.hashCode(lastPk);
    }

    @Override
    public String toString() {
        return lastPk.length == 0
                ? table + "@start"
                : table + "@" + HexFormat.of().formatHex(lastPk);
    }
}
