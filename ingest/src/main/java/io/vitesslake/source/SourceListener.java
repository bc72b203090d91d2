package io.vitesslake.source;

import io.vitesslake.change.CodedException;
import java.util.List;

/**
 * Receives the events of one stream in the order in which VTGate sent them. Called by one thread.
 *
 * <p>Nothing here is a transaction boundary of its own: rows count only once {@link #commit}, {@link #ddl}, {@link #other} or
 * {@link #shardCopied} of their shard has arrived, and a second {@link #begin} of a shard means that what it sent since the
 * first is void (a stream may be cut in the middle of a transaction and repeat it).
 */
public interface SourceListener {

    /**
     * @param eventGtid {@code uuid:n} of the transaction, empty in a copy or when VTGate does not tell (before v23)
     * @param commitSeconds source commit time in Unix seconds, 0 in a copy
     */
    void begin(Shard shard, String eventGtid, long commitSeconds);

    /**
     * Shape of a table on one shard, before its first row and again whenever VTGate likes.
     *
     * @param copied whether copied rows follow: the copy of the table begins on that shard, or goes on after an interruption
     */
    void fields(Shard shard, String table, boolean copied, List<SourceColumn> columns);

    /**
     * One row change. The bytes are a serialized {@code binlogdata.RowChange} in a message that is not changed any more: what outlives
     * the call may be kept, and the whole message with it.
     *
     * @param copied whether the row comes from a table copy (timestamp 0 and no event GTID) and not from the binlog
     */
    void row(Shard shard, String table, boolean copied, byte[] buffer, int offset, int length);

    /** A row change that cannot be read: it holds some columns only. It counts when its transaction ends. */
    void partialRow(Shard shard, String table, CodedException error);

    /** The position after the events before it; it holds once their transaction has ended. */
    void position(Vgtid vgtid);

    void commit(Shard shard, String eventGtid, long commitSeconds);

    /**
     * A schema change, outside any transaction, its position already told.
     *
     * @param statement as run; may hold password hashes, so never log it
     */
    void ddl(Shard shard, String eventGtid, long commitSeconds, String statement);

    /** A position without rows or statement. */
    void other(Shard shard);

    /** The copy of one shard has ended. A hint only: it never comes for a shard that had nothing to copy. */
    void shardCopied(Shard shard);

    /** VTGate is alive; says nothing of the shards. */
    void heartbeat();
}
