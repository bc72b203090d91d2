package io.vitesslake.replay;

import io.vitess.proto.Query;
import io.vitesslake.source.GtidSet;

/** What a copy of one table on one shard consists of, in this order: one start, packets, one end. */
sealed interface CopyUnit {

    String shard();

    /**
     * @param position of the snapshot that all rows of this shard come from
     * @param field the FIELD event
     */
    record Start(String shard, GtidSet position, Segment field) implements CopyUnit {}

    /**
     * @param rows in key order
     * @param lastPk key of the last row, with its fields
     */
    record Packet(String shard, Segment rows, Query.QueryResult lastPk) implements CopyUnit {}

    record End(String shard) implements CopyUnit {}
}
