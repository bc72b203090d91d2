package io.vitesslake.replay;

import io.vitesslake.source.GtidSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was recorded while the keyspace had one set of shards.
 *
 * @param start position of every shard before the first step, in the order in which VTGate lists them
 * @param steps in the order in which VTGate sent them
 */
record Epoch(Map<String, GtidSet> start, List<Step> steps) {

    Epoch {
        start = Collections.unmodifiableMap(new LinkedHashMap<>(start));
        steps = List.copyOf(steps);
    }

    List<Step> stepsOf(String shard) {
        return steps.stream().filter(step -> step.shard().equals(shard)).toList();
    }

    /** Position of every shard after the last step. */
    Map<String, GtidSet> end() {
        Map<String, GtidSet> end = new LinkedHashMap<>(start);
        steps.forEach(step -> end.merge(step.shard(), step.gtids(), GtidSet::union));
        return end;
    }
}
