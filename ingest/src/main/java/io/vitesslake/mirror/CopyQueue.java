package io.vitesslake.mirror;

import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tables that wait for their copy. Large and small ones have slots of their own, so that neither waits for the other; in both,
 * copies that have begun come first and then the smaller ones. What waits is known at the start and hardly grows, so that
 * every table's turn comes. The table that leads the checkpoints never waits for a slot. A copy that keeps starting anew waits
 * longer and longer, for shards that lag each other in a schema change have to agree first. Belongs to the loop's thread.
 */
final class CopyQueue {

    /** Copied within seconds, most of which VTGate spends on opening the snapshot. */
    static final long SMALL_ROWS = 100_000;

    private static final Comparator<Copy> ORDER = Comparator.comparing((Copy copy) -> !copy.isBegun())
            .thenComparing(copy -> copy.table().setup().estimatedRows());

    private static final int PROMPT_RESTARTS = 2;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final CopyOptions options;
    private final List<Copy> waiting = new ArrayList<>();
    private final Map<TableSync, Instant> due = new HashMap<>();

    /**
     * A copy to start.
     *
     * @param start where it stands
     */
    record Copy(TableSync table, Vgtid start) {

        boolean isBegun() {
            return start.shards().stream()
                    .anyMatch(shard -> start.position(shard).state() == ShardPosition.State.AT);
        }
    }

    CopyQueue(CopyOptions options) {
        this.options = options;
    }

    void add(TableSync table, Vgtid start) {
        waiting.add(new Copy(table, start));
        waiting.sort(ORDER);
    }

    void remove(TableSync table) {
        waiting.removeIf(copy -> copy.table() == table);
        due.remove(table);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Takes out the next copy that has a free slot.
     *
     * @param copying tables whose copy is running
     * @param streamed all tables that have a stream
     */
    Optional<Copy> next(Collection<TableSync> copying, Collection<TableSync> streamed, Instant now) {
        waiting.forEach(copy -> due.computeIfAbsent(
                copy.table(), table -> now.plus(pause(table.tally().restarts()))));
        Optional<Copy> next = lead(streamed).filter(copy -> isDue(copy, now)).or(() -> inFreeSlot(copying, now));
        next.ifPresent(copy -> remove(copy.table()));
        return next;
    }

    private boolean isDue(Copy copy, Instant now) {
        return !due.get(copy.table()).isAfter(now);
    }

    private static Duration pause(int restarts) {
        if (restarts <= PROMPT_RESTARTS) {
            return Duration.ZERO;
        }
        Duration pause = Duration.ofSeconds(1L << Math.min(restarts - PROMPT_RESTARTS - 1, 6));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    // The first table of all leads every checkpoint, so that as long as it waited, none would be made but in need.
    private Optional<Copy> lead(Collection<TableSync> streamed) {
        return waiting.stream()
                .min(Comparator.comparing(copy -> copy.table().table()))
                .filter(first -> streamed.stream()
                        .allMatch(other -> first.table().table().compareTo(other.table()) < 0));
    }

    private Optional<Copy> inFreeSlot(Collection<TableSync> copying, Instant now) {
        long small = copying.stream().filter(CopyQueue::isSmall).count();
        boolean smallFree = small < CopyOptions.SMALL_SLOTS;
        boolean largeFree = copying.size() - small < options.parallelism();
        Optional<Copy> next = Optional.empty();
        if (smallFree) {
            next = first(true, now);
        }
        if (next.isEmpty() && largeFree) {
            next = first(false, now);
        }
        return next;
    }

    private Optional<Copy> first(boolean small, Instant now) {
        return waiting.stream()
                .filter(copy -> isSmall(copy.table()) == small && isDue(copy, now))
                .findFirst();
    }

    // The estimate may be far off, or 0 for want of statistics: a table shows its size at the latest while it is
    // copied.
    private static boolean isSmall(TableSync table) {
        TableProgress progress = table.progress();
        return Math.max(progress.copiedRows(), progress.estimatedRows()) <= SMALL_ROWS;
    }
}
