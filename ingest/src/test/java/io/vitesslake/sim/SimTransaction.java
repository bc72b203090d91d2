package io.vitesslake.sim;

import io.vitesslake.source.GtidSet;
import java.util.List;
import java.util.SortedMap;

/**
 * One entry of a shard's binlog.
 *
 * @param gtid {@code uuid:n}
 * @param seconds commit time
 * @param kind what it is
 * @param changes row changes in order; empty unless {@link Kind#ROWS}
 * @param ddl null unless {@link Kind#DDL}
 * @param journal null unless {@link Kind#JOURNAL}
 */
record SimTransaction(String gtid, long seconds, Kind kind, List<Change> changes, SimDdl ddl, Journal journal) {

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

    /**
     * Shards hand over to others.
     *
     * @param participants those that do, each by a transaction of its own
     * @param successors names of the others, with the positions behind which they go on
     */
    record Journal(List<SimShard> participants, SortedMap<String, GtidSet> successors) {}
}
