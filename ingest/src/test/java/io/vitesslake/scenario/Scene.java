package io.vitesslake.scenario;

import io.vitesslake.source.ChangeSource;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Signal;
import java.util.List;
import java.util.Optional;

/**
 * A keyspace of two shards where a script changes rows and watches streams: a real one or a simulated one. Nobody else writes.
 * One thread.
 */
public interface Scene extends AutoCloseable {

    /** The two shards, by name. */
    List<Shard> shards();

    /**
     * Makes a table on every shard, or empties one that exists: {@code id bigint primary key, v varchar(100)}. Streams know it
     * when this returns.
     */
    void createTable(String name);

    /** Runs one transaction; each write is one statement. */
    void run(Shard shard, List<Write> writes);

    /** All transactions of a shard so far. */
    GtidSet executed(Shard shard);

    /** Streams of this keyspace, through the adapter that the product uses. */
    ChangeSource source();

    /** Lets the source go on until a signal is in the inbox, and takes it; empty when nothing more comes. */
    Optional<Signal> next(Inbox inbox);

    @Override
    void close();
}
