package io.vitesslake.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BiConsumer;

/** How often each thing happened that a simulation is there for. Any thread. */
final class Coverage {

    /** What is counted. */
    enum Event {
        CUT_IN_COPY,
        CUT_IN_CATCH_UP,
        CUT_WHILE_RUNNING,
        CUT_IN_JOIN,
        CUT_AT_RESHARD,
        STOOD_STILL,
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
        PAUSED,
        RESUMED,
        JOIN,
        RESHARD,
        RESHARD_IN_COPY,
        REVERSE,
        REVERSE_IN_COPY,
        LEFT_GONE_SHARDS,
        MISSED_HAND_OVER,
        INEXACT_KEY,
        REFERENCE_LEFT_ITS_SHARD,
        TABLE_ADDED,
        COMPARED_REFERENCE,
        FAILOVER,
        CHECKPOINT,
        COMPARED_TABLE,
        COMPARED_MAINTAINED,
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
        ADDED_WITH_DEFAULT,
        COPIED_FOR_DDL,
        NEWER_COLUMNS_NOTICED,
        HALTED_FOR_DDL,
        ASKED_AGAIN,
        UNKNOWN_COMMIT_SUCCEEDED,
        UNKNOWN_COMMIT_FAILED,
        LATE_COMMIT_LANDED,
        LATE_COMMIT_REFUSED,
        OVERLAP_BEFORE_COMMIT,
        OVERLAP_AFTER_COMMIT,
        OVERLAP_AT_LOAD,
        OVERLAP_BETWEEN_SIGNALS,
        OVERLAPPED_AND_FENCED,
        OVERLAPPED_AND_WENT_ON,
        FENCED_BY_LATE_COMMIT,
        KILL_WITH_COMMIT_UNDER_WAY,
        SILENT_STREAM,
        CUT_IN_TRANSACTION,
        GAVE_UP_SOURCE,
        GAVE_UP_LAKE,
        WAITED_FOR_LAKE;

        /** Where it is required to happen. */
        private SimKind kind() {
            if (compareTo(DDL) < 0) {
                return SimKind.ROWS;
            }
            return compareTo(UNKNOWN_COMMIT_SUCCEEDED) < 0 ? SimKind.SCHEMAS : SimKind.FAULTS;
        }
    }

    private final AtomicLongArray counts = new AtomicLongArray(Event.values().length);
    private final AtomicLongArray faults =
            new AtomicLongArray(FaultPlan.Call.values().length * FaultPlan.Fault.values().length);

    void count(Event event) {
        counts.incrementAndGet(event.ordinal());
    }

    long of(Event event) {
        return counts.get(event.ordinal());
    }

    /** A call has met a fault. */
    void count(FaultPlan.Call call, FaultPlan.Fault fault) {
        faults.incrementAndGet(index(call, fault));
    }

    private long of(FaultPlan.Call call, FaultPlan.Fault fault) {
        return faults.get(index(call, fault));
    }

    private static int index(FaultPlan.Call call, FaultPlan.Fault fault) {
        return call.ordinal() * FaultPlan.Fault.values().length + fault.ordinal();
    }

    /** What never happened in simulations of a kind and should have. */
    List<String> missing(SimKind kind) {
        List<String> missing = new ArrayList<>();
        for (Event event : Event.values()) {
            if (event.kind() == kind && of(event) == 0) {
                missing.add(event.name());
            }
        }
        if (kind == SimKind.FAULTS) {
            forEachFault((call, fault) -> {
                if (of(call, fault) == 0) {
                    missing.add(call + " " + fault);
                }
            });
        }
        return missing;
    }

    private static void forEachFault(BiConsumer<FaultPlan.Call, FaultPlan.Fault> action) {
        for (FaultPlan.Call call : FaultPlan.Call.values()) {
            call.faults().forEach(fault -> action.accept(call, fault));
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Event event : Event.values()) {
            text.append(String.format("%n  %-24s %d", event, of(event)));
        }
        forEachFault((call, fault) -> {
            if (of(call, fault) > 0) {
                text.append(String.format("%n  %-24s %d", call + " " + fault, of(call, fault)));
            }
        });
        return text.toString();
    }
}
