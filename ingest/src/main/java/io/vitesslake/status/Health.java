package io.vitesslake.status;

import io.vitesslake.mirror.MirrorVitals;
import io.vitesslake.mirror.TableState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A verdict for machines.
 *
 * @param reasons why not; empty when all is well
 */
record Health(List<String> reasons) {

    /** Longer than the loop ever waits by design: a minute for a spill disk, for a position, for a query of each shard. */
    static final Duration LONGEST_TURN = Duration.ofMinutes(10);

    Health {
        reasons = List.copyOf(reasons);
    }

    boolean isWell() {
        return reasons.isEmpty();
    }

    /** Whether the process does its work at all, so that a restart would be of no help. */
    static Health live(SyncView view) {
        Duration still = Duration.between(view.turned(), view.now());
        // Before it knows where the tables stand it waits for the lake, for as long as it is told to.
        boolean hangs = view.resumed() && still.compareTo(LONGEST_TURN) > 0;
        return new Health(hangs ? List.of("the loop has not turned for " + still.toSeconds() + " s") : List.of());
    }

    /** Whether every table is followed, or copied, or waits for its turn to be, or is paused. */
    static Health ready(SyncView view) {
        List<String> reasons = new ArrayList<>(live(view).reasons());
        if (!view.resumed()) {
            reasons.add("starting: it is not known yet where the tables stand");
        }
        view.lakeFailingSince().ifPresent(since -> reasons.add("the lake does not answer since " + since));
        for (MirrorVitals.Stream stream : view.broken()) {
            reasons.add(
                    "the stream of " + String.join(", ", stream.tables()) + " is broken, and is to be opened again");
        }
        view.refused().forEach((table, stopped) -> reasons.add(table + " is stopped: " + stopped.code()));
        for (MirrorVitals.Table table : view.tables()) {
            if (table.progress().state() instanceof TableState.Stopped stopped
                    && stopped.pausedSince().isEmpty()) {
                reasons.add(table.progress().table() + " is stopped: " + stopped.code());
            }
        }
        return new Health(reasons);
    }

    String text() {
        return isWell() ? "ok\n" : String.join("\n", reasons) + "\n";
    }
}
