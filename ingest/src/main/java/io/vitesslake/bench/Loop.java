package io.vitesslake.bench;

import io.vitess.proto.Query;
import io.vitesslake.source.GtidSet;
import java.util.Map;

/**
 * What one loop does to recorded GTIDs, positions and keys.
 *
 * @param number 0 for the recording as it is
 * @param transactions of each server in one loop of the recording
 * @param positions of each shard so far; written to, shared by all loops
 * @param keys how keys are shifted
 */
record Loop(int number, Map<String, Long> transactions, Map<String, GtidSet> positions, KeyShift keys) {

    /** The GTID that a recorded one has in this loop: as many further on as its server had transactions in the loops before. */
    String gtid(String recorded) {
        int colon = recorded.indexOf(':');
        if (number == 0 || colon < 0) {
            return recorded;
        }
        long before = number * transactions.get(recorded.substring(0, colon));
        return recorded.substring(0, colon + 1) + (Long.parseLong(recorded.substring(colon + 1)) + before);
    }

    /**
     * The position to tell for a shard.
     *
     * @param transaction recorded GTID that the position is now to hold as well, or empty
     */
    String position(String shard, String recorded, String transaction) {
        if (recorded.isEmpty() || recorded.equals("current")) {
            return recorded;
        }
        GtidSet position = positions.computeIfAbsent(shard, first -> GtidSet.parse(recorded));
        if (!transaction.isEmpty()) {
            position = position.union(GtidSet.parse(gtid(transaction)));
            positions.put(shard, position);
        }
        return position.toString();
    }

    Query.QueryResult key(Query.QueryResult recorded) {
        return keys.shifted(recorded, number);
    }
}
