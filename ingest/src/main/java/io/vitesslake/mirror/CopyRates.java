package io.vitesslake.mirror;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows copied per second of each table, over a sliding window. Belongs to the loop's thread. */
final class CopyRates {

    /** Long enough to even out packets and checkpoints, short enough to show that a copy has come to a halt. */
    static final Duration WINDOW = Duration.ofSeconds(10);

    private static final Duration BETWEEN = Duration.ofMillis(500);
    // A shorter time says little: the first packets of a copy come all at once.
    private static final Duration LEAST = Duration.ofSeconds(1);

    private final Map<String, Deque<Sample>> samples = new HashMap<>();

    private record Sample(Instant at, long rows) {}

    /** What the tables tell, completed by their rates. */
    List<TableProgress> measure(Instant now, Collection<TableSync> tables) {
        return tables.stream()
                .map(TableSync::progress)
                .map(progress -> measure(now, progress))
                .toList();
    }

    TableProgress measure(Instant now, TableProgress progress) {
        if (!(progress.state() instanceof TableState.Copying)) {
            samples.remove(progress.table());
            return progress;
        }
        Deque<Sample> window = samples.computeIfAbsent(progress.table(), table -> new ArrayDeque<>());
        if (!window.isEmpty() && window.getLast().rows() > progress.copiedRows()) {
            // Rolled back.
            window.clear();
        }
        if (window.isEmpty() || !now.isBefore(window.getLast().at().plus(BETWEEN))) {
            window.add(new Sample(now, progress.copiedRows()));
        }
        while (window.size() > 2 && window.getFirst().at().plus(WINDOW).isBefore(now)) {
            window.remove();
        }
        Sample first = window.getFirst();
        Duration since = Duration.between(first.at(), now);
        if (since.compareTo(LEAST) < 0) {
            return progress;
        }
        return progress.withCopiedPerSecond((progress.copiedRows() - first.rows()) * 1000 / since.toMillis());
    }
}
