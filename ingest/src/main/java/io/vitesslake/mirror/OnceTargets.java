package io.vitesslake.mirror;

import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * When {@code --once} ends: each table is to reach the positions that the source had at the start. A table on shards that did not
 * serve then follows either the source's past or shards that serve since; so as long as there is one, the source is asked again.
 * Belongs to the loop's thread.
 */
final class OnceTargets {

    private static final Duration BETWEEN = Duration.ofSeconds(5);

    private final Supplier<Vgtid> current;
    private final InstantSource clock;
    private final Set<String> givenUp = new HashSet<>();
    // For good, since a table that had everything at the start has no stream that would bring it to a later target.
    private final Set<String> reached = new HashSet<>();
    private Vgtid target;
    private Instant asked;

    /**
     * Asks the source.
     *
     * @param current gives a real position of every shard that serves
     */
    OnceTargets(Supplier<Vgtid> current, InstantSource clock) {
        this.current = current;
        this.clock = clock;
        ask();
    }

    Vgtid target() {
        return target;
    }

    boolean isReached(TableSync table) {
        if (table.isStopped() || givenUp.contains(table.table())) {
            return true;
        }
        if (table.state() != TableState.RUNNING) {
            return false;
        }
        if (table.applied().filter(this::isReachedAt).isPresent()) {
            reached.add(table.table());
        }
        return reached.contains(table.table());
    }

    /** Whether a table at this position has all that it is to have. A reference table is on one shard alone. */
    boolean isReachedAt(Vgtid position) {
        if (!isOnTarget(position) && Duration.between(asked, clock.instant()).compareTo(BETWEEN) >= 0) {
            ask();
        }
        return isOnTarget(position) && position.containsAll(target.only(position.shards()));
    }

    private boolean isOnTarget(Vgtid position) {
        return target.shards().containsAll(position.shards());
    }

    private void ask() {
        target = current.get();
        asked = clock.instant();
    }

    /** Counts the table as done although it cannot reach its target. */
    void giveUp(TableSync table) {
        givenUp.add(table.table());
    }
}
