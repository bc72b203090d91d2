package io.vitesslake.mirror;

import java.util.OptionalLong;

/**
 * Settings of first copies.
 *
 * @param parallelism large tables copied at the same time; up to {@link #SMALL_SLOTS} small ones run beside them
 * @param maxRowsPerSecond copied rows per second over all copies; empty for no limit
 */
public record CopyOptions(int parallelism, OptionalLong maxRowsPerSecond) {

    /**
     * Small tables copied at the same time. VTGate takes a second or more for each table, however small, so that one after
     * the other many of them would wait for hours behind large ones; eight snapshots of that size are no burden.
     */
    public static final int SMALL_SLOTS = 8;

    public CopyOptions {
        if (parallelism < 1 || maxRowsPerSecond.isPresent() && maxRowsPerSecond.getAsLong() < 1) {
            throw new IllegalArgumentException("Invalid options: copy parallelism " + parallelism
                    + ", copied rows per second " + maxRowsPerSecond + "; each must be at least 1");
        }
    }

    /** Streams that may copy at the same time. */
    public int slots() {
        return parallelism + SMALL_SLOTS;
    }
}
