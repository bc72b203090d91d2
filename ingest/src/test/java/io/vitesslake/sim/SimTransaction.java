package io.vitesslake.sim;

import java.util.List;

/**
 * One entry of a shard's binlog.
 *
 * @param gtid {@code uuid:n}
 * @param seconds commit time
 * @param kind what it is
 * @param changes row changes in order; empty unless {@link Kind#ROWS}
 * @param ddl null unless {@link Kind#DDL}
 */
record SimTransaction(String gtid, long seconds, Kind kind, List<Change> changes, SimDdl ddl) {

    /** What a transaction is to a stream. */
    enum Kind {
        ROWS,
        /** A position without transaction. */
        OTHER,
        /** A statement that stands alone. */
        DDL,
        /** The shard hands over to others. */
        JOURNAL
    }

    /**
     * One row change; null for no row.
     *
     * @param table as it is on the shard at that time
     */
    record Change(SimTable table, String[] before, String[] after) {}
}
