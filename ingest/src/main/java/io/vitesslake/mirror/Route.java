package io.vitesslake.mirror;

import io.vitesslake.buffer.TransactionBuffer;
import io.vitesslake.decode.RowFormat;
import io.vitesslake.source.Shard;

/**
 * Where rows of one table on one shard go. A row event rarely differs from the one before it in either.
 *
 * @param target null when the table is not, or no longer, served
 * @param format null without a target
 * @param log the shard's unfinished transaction
 */
record Route(Shard shard, String table, TableSync target, RowFormat format, TransactionBuffer log) {

    boolean leads(Shard toShard, String toTable) {
        return shard.equals(toShard) && table.equals(toTable);
    }
}
