package io.vitesslake.source;

import java.util.function.Consumer;

/**
 * Plain SQL at the primary of one shard, which VTGate passes on as it is. Blocks for the answer; safe for use by several threads.
 *
 * <p>Errors: {@link io.vitesslake.change.CodedException} SOURCE when the source does not answer or refuses the statement.
 */
public interface ShardQueries {

    /**
     * Streams the rows of one statement, whose number has no limit: one consistent read of that shard.
     *
     * @param row receives the values of each row as MySQL prints them, null for NULL; may keep them
     */
    void stream(Shard shard, String sql, Consumer<byte[][]> row);

    /** Every transaction that the shard's primary has executed. MySQL shows a transaction's rows a moment before it is listed here. */
    GtidSet executed(Shard shard);
}
