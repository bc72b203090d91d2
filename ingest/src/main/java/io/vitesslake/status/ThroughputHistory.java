package io.vitesslake.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Rows taken in over the last hour, ten seconds at a time. Thread-safe: the loop adds, any thread reads. */
final class ThroughputHistory {

    static final Duration STEP = Duration.ofSeconds(10);
    static final int MOST = 360;

    private final Deque<Sample> samples = new ArrayDeque<>();
    private Instant begun;
    private long changes;
    private long copied;

    /**
     * @param at end of the time that it covers
     * @param changesPerSecond row changes a second
     * @param copiedPerSecond copied rows a second
     */
    record Sample(Instant at, double changesPerSecond, double copiedPerSecond) {}

    synchronized void add(Instant now, RowsTaken rows) {
        if (begun == null) {
            begun = now;
        }
        changes += rows.changed();
        copied += rows.copied();
        Duration since = Duration.between(begun, now);
        if (since.compareTo(STEP) < 0) {
            return;
        }
        double seconds = since.toMillis() / 1000.0;
        samples.add(new Sample(now, changes / seconds, copied / seconds));
        if (samples.size() > MOST) {
            samples.remove();
        }
        begun = now;
        changes = 0;
        copied = 0;
    }

    synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }
}
