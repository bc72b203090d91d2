package io.vitesslake.source;

import java.util.List;
import java.util.Objects;

/**
 * What to stream and from where.
 *
 * @param start position of every shard; shards are explicit, because VTGate drops copy seeds given with an empty shard
 * @param rules tables to stream
 * @param tabletType kind of tablet
 */
public record StreamRequest(Vgtid start, List<TableRule> rules, TabletType tabletType) {

    public StreamRequest {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(tabletType, "tabletType");
        rules = List.copyOf(rules);
    }
}
