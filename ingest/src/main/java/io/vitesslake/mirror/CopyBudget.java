package io.vitesslake.mirror;

import java.time.Duration;
import java.time.Instant;

/**
 * Rows that may still be copied: fills at a fixed rate, and goes below zero by what a response holds beyond it, which is
 * known only once it is read. Belongs to the loop's thread.
 */
final class CopyBudget {

    // What is not used for longer is lost, so that no burst follows a pause.
    private static final double BURST_SECONDS = 0.1;

    private final double rowsPerSecond;
    private double rows;
    private Instant filled;

    /**
     * @param rowsPerSecond at least 1
     */
    CopyBudget(long rowsPerSecond, Instant now) {
        this.rowsPerSecond = rowsPerSecond;
        this.rows = rowsPerSecond * BURST_SECONDS;
        this.filled = now;
    }

    /** Whether anything may be copied now. */
    boolean isOpen(Instant now) {
        double seconds = Math.max(0, Duration.between(filled, now).toNanos()) / 1e9;
        rows = Math.min(rowsPerSecond * BURST_SECONDS, rows + seconds * rowsPerSecond);
        filled = now;
        return rows > 0;
    }

    void take(long copied) {
        rows -= copied;
    }

    /** Time from the last look until it opens; zero when it is open. */
    Duration untilOpen() {
        return rows > 0 ? Duration.ZERO : Duration.ofMillis((long) (-rows / rowsPerSecond * 1000) + 1);
    }
}
