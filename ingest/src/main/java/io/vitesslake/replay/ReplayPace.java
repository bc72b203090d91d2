package io.vitesslake.replay;

import java.time.Duration;

/**
 * How fast one stream sends rows. Immutable.
 *
 * @param rowsPerSecond row changes a second of each stream; 0 for as fast as the client reads
 */
public record ReplayPace(long rowsPerSecond) {

    public static final ReplayPace UNLIMITED = new ReplayPace(0);

    public ReplayPace {
        if (rowsPerSecond < 0) {
            throw new IllegalArgumentException("Cannot send " + rowsPerSecond + " rows a second. Give 0 for no limit.");
        }
    }

    /** How long to wait before more is sent; zero or less when it is time. */
    long nanosToWait(long rowsSent, long nanosPassed) {
        if (rowsPerSecond == 0) {
            return 0;
        }
        double due = (double) rowsSent / rowsPerSecond * Duration.ofSeconds(1).toNanos();
        return (long) due - nanosPassed;
    }
}
