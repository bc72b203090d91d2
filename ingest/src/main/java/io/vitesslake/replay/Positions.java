package io.vitesslake.replay;

import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.TableLastPK;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import binlogdata.Binlogdata.VGtid;
import io.vitesslake.source.GtidSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The VGTID of one stream: what the client asked for, advanced by what was sent. Not thread-safe. */
final class Positions {

    private final String keyspace;
    private final Map<String, Entry> shards = new LinkedHashMap<>();

    private record Entry(GtidSet gtids, String text, Optional<TableLastPK> copy) {

        static Entry at(GtidSet gtids, Optional<TableLastPK> copy) {
            return new Entry(gtids, gtids.toString(), copy);
        }
    }

    Positions(String keyspace, Map<String, ReplayRequest.Start> starts) {
        this.keyspace = keyspace;
        starts.forEach((shard, start) -> shards.put(shard, entry(start)));
    }

    private static Entry entry(ReplayRequest.Start start) {
        GtidSet gtids = start.isCurrent() ? GtidSet.EMPTY : GtidSet.parse(start.gtid());
        return new Entry(gtids, start.gtid(), start.copy());
    }

    Set<String> shards() {
        return Set.copyOf(shards.keySet());
    }

    boolean has(String shard) {
        return shards.containsKey(shard);
    }

    boolean holds(String shard, GtidSet gtids) {
        return shards.get(shard).gtids().contains(gtids);
    }

    void advance(String shard, GtidSet gtids) {
        Entry before = shards.get(shard);
        shards.put(shard, Entry.at(before.gtids().union(gtids), before.copy()));
    }

    void moveTo(String shard, GtidSet gtids) {
        shards.put(shard, Entry.at(gtids, shards.get(shard).copy()));
    }

    /** What is still to copy on a shard; empty when all of it is there. */
    void copied(String shard, Optional<TableLastPK> copy) {
        Entry before = shards.get(shard);
        shards.put(shard, new Entry(before.gtids(), before.text(), copy));
    }

    /** A reshard: other shards from here on. */
    void replaceBy(Map<String, GtidSet> start) {
        shards.clear();
        start.forEach((shard, gtids) -> shards.put(shard, Entry.at(gtids, Optional.empty())));
    }

    /** The VGTID event as VTGate makes it: without time and GTID. */
    Segment event(String shard) {
        VGtid.Builder vgtid = VGtid.newBuilder();
        shards.forEach((name, entry) -> {
            ShardGtid.Builder one =
                    ShardGtid.newBuilder().setKeyspace(keyspace).setShard(name).setGtid(entry.text());
            entry.copy().ifPresent(one::addTablePKs);
            vgtid.addShardGtids(one);
        });
        VEvent event = VEvent.newBuilder()
                .setType(VEventType.VGTID)
                .setVgtid(vgtid)
                .setKeyspace(keyspace)
                .setShard(shard)
                .build();
        return Segment.of(Segment.Kind.POSITION, Bytes.of(event));
    }
}
