package io.vitesslake.mirror;

import io.vitesslake.decode.LossCounts;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a table stands: the unit of progress, saved in the summary of each of its snapshots.
 *
 * @param state what it is doing
 * @param vgtid the position that the snapshot reflects; while copying it says for each shard how far the copy is
 * @param shapes columns that each shard had when it last told, name to field id in the lake
 * @param pending what DDL statements told of a shard since; of those shards only for which there is something
 * @param rows rows in the table; empty while unknown, which it stays once a copy was interrupted
 * @param copy how its copy stands
 * @param sourceTimeMillis newest source commit in the table, Unix milliseconds; empty before the first
 * @param losses what the table's policies lost of the values that its checkpoints wrote since its copy began or it was emptied
 * @param lagging shards from which nothing comes though there is something
 */
public record TableCursor(
        TableState state,
        Vgtid vgtid,
        SortedMap<Shard, Map<String, Integer>> shapes,
        SortedMap<Shard, PendingDdl> pending,
        OptionalLong rows,
        CopyCursor copy,
        OptionalLong sourceTimeMillis,
        LossCounts losses,
        LaggingShards lagging) {

    public TableCursor {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(vgtid, "vgtid");
        Objects.requireNonNull(copy, "copy");
        Objects.requireNonNull(losses, "losses");
        Objects.requireNonNull(lagging, "lagging");
        shapes = new TreeMap<>(shapes);
        pending = new TreeMap<>(pending);
    }

    /** A table that is stopped waits for no shard. */
    TableCursor stopped(TableState.Stopped stopped) {
        return new TableCursor(
                stopped, vgtid, shapes, pending, rows, copy, sourceTimeMillis, losses, LaggingShards.NONE);
    }
}
