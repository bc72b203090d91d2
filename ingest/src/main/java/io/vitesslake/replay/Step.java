package io.vitesslake.replay;

import io.vitesslake.source.GtidSet;
import java.util.List;

/**
 * One transaction of one shard, or a DDL or bare position between transactions.
 *
 * @param shard name of the shard
 * @param gtids what it adds to the position of its shard; never empty
 * @param responses the responses it came in, each as segments; only the last one tells the position
 */
record Step(String shard, GtidSet gtids, List<List<Segment>> responses) {

    Step {
        responses = responses.stream().map(List::copyOf).toList();
    }
}
