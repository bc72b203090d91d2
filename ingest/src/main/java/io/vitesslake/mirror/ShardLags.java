package io.vitesslake.mirror;

import io.vitesslake.source.Shard;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far behind the shards are, out of what the streams and the watchdog know. */
final class ShardLags {

    private ShardLags() {}

    static Map<Shard, Duration> of(MirrorVitals vitals) {
        SortedMap<Shard, Duration> lags = new TreeMap<>();
        vitals.streams().stream()
                .filter(stream -> !stream.copying())
                .forEach(stream ->
                        stream.shards().forEach((shard, of) -> lags.merge(shard, of.lag(), ShardLags::longer)));
        vitals.tables()
                .forEach(table -> table.lagging()
                        .lags()
                        .forEach((shard, of) ->
                                lags.merge(shard, Duration.between(of.since(), vitals.at()), ShardLags::longer)));
        return lags;
    }

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
