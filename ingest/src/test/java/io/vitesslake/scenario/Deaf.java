package io.vitesslake.scenario;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.source.SourceListener;
import io.vitesslake.source.Vgtid;
import java.util.List;

/** Hears nothing: a script reads the events themselves, and a response is delivered only so that more are sent. */
final class Deaf implements SourceListener {

    @Override
    public void begin(Shard shard, String eventGtid, long commitSeconds) {}

    @Override
    public void fields(Shard shard, String table, boolean copied, List<SourceColumn> columns) {}

    @Override
    public void row(Shard shard, String table, boolean copied, byte[] buffer, int offset, int length) {}

    @Override
    public void position(Vgtid vgtid) {}

    @Override
    public void partialRow(Shard shard, String table, CodedException error) {}

    @Override
    public void commit(Shard shard, String eventGtid, long commitSeconds) {}

    @Override
    public void ddl(Shard shard, String eventGtid, long commitSeconds, String statement) {}

    @Override
    public void other(Shard shard) {}

    @Override
    public void shardCopied(Shard shard) {}

    @Override
    public void heartbeat() {}
}
