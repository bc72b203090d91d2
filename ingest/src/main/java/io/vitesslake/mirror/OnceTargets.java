package io.vitesslake.mirror;

import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import java.util.HashSet;
import java.util.Set;

/**
 * When {@code --once} ends: each table is to reach the positions that the source had at the start. Belongs to the loop's
 * thread.
 */
final class OnceTargets {

    private final Vgtid target;
    private final Set<String> givenUp = new HashSet<>();
    private final Set<String> onTargetShards = new HashSet<>();

    /**
     * @param target a real position of every shard that served at the start
     */
    OnceTargets(Vgtid target) {
        this.target = target;
    }

    Vgtid target() {
        return target;
    }

    boolean isReached(TableSync table) {
        if (table.isStopped() || givenUp.contains(table.table())) {
            return true;
        }
        return table.state() == TableState.RUNNING
                && table.applied()
                        .filter(position -> isReached(table.table(), position))
                        .isPresent();
    }

    // A table that was on the target's shards and has crossed to others is past the target there: streams cross at
    // their
    // end. A reference table is on one of them alone.
    private boolean isReached(String table, Vgtid position) {
        Set<Shard> common = new HashSet<>(position.shards());
        common.retainAll(target.shards());
        if (common.equals(position.shards())) {
            onTargetShards.add(table);
        }
        return onTargetShards.contains(table)
                && (common.isEmpty() || position.only(common).containsAll(target.only(common)));
    }

    /** Counts the table as done although it cannot reach its target. */
    void giveUp(TableSync table) {
        givenUp.add(table.table());
    }
}
