package io.vitesslake.sim;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** How often each thing happened that a simulation is there for. Any thread. */
final class Coverage {

    /** What is counted. */
    enum Event {
        CUT_IN_COPY,
        CUT_IN_CATCH_UP,
        CUT_WHILE_RUNNING,
        CUT_IN_JOIN,
        CUT_AT_RESHARD,
        RETRY_IN_COPY,
        RETRY_IN_CATCH_UP,
        RETRY_WHILE_RUNNING,
        UNFINISHED_TRANSACTION,
        KILL_AT_READ,
        KILL_AT_WRITE,
        KILL_BEFORE_COMMIT,
        KILL_AFTER_COMMIT,
        KILL_BETWEEN_SIGNALS,
        KILL_AT_TELLING,
        STOP,
        GAVE_UP,
        CONFLICT_WITH_PROPERTY,
        CONFLICT_WITH_REWRITE,
        LOST_ANSWER,
        SPILL,
        RESUMED_COPY,
        DELETE_WHILE_COPYING,
        COPY_RESTARTED,
        RECOPY,
        RECOPIED,
        JOIN,
        RESHARD,
        RESHARD_IN_COPY,
        LEFT_GONE_SHARDS,
        MISSED_HAND_OVER,
        INEXACT_KEY,
        REFERENCE_LEFT_ITS_SHARD,
        TABLE_ADDED,
        COMPARED_REFERENCE,
        FAILOVER,
        CHECKPOINT,
        COMPARED_TABLE,
        DDL,
        DDL_WHILE_COPYING,
        DDL_WHILE_RECOPYING,
        KILL_BETWEEN_DDL,
        RESHARD_BETWEEN_TRUNCATES,
        TRUNCATE_APPLIED,
        TRUNCATE_COPIED,
        RENAMED_IN_PLACE,
        WIDENED_IN_PLACE,
        FOLLOWED_IN_PLACE,
        COPIED_FOR_DDL,
        NEWER_COLUMNS_NOTICED,
        HALTED_FOR_DDL;

        /** Whether it happens only where tables change. */
        boolean isOfSchemas() {
            return compareTo(DDL) >= 0;
        }
    }

    private final AtomicLongArray counts = new AtomicLongArray(Event.values().length);

    void count(Event event) {
        counts.incrementAndGet(event.ordinal());
    }

    long of(Event event) {
        return counts.get(event.ordinal());
    }

    /**
     * What never happened.
     *
     * @param schemas whether tables change
     */
    List<Event> missing(boolean schemas) {
        return Arrays.stream(Event.values())
                .filter(event -> event.isOfSchemas() == schemas && of(event) == 0)
                .toList();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Event event : Event.values()) {
            text.append(String.format("%n  %-24s %d", event, of(event)));
        }
        return text.toString();
    }
}
