package io.vitesslake.mirror;

import java.util.OptionalInt;

/**
 * How far a copy is.
 *
 * @param rows rows copied since its beginning, over all runs
 * @param estimatedRows the source's guess of all rows, 0 when unknown; may be far off in either direction
 */
public record CopyCount(long rows, long estimatedRows) {

    // The guess may be too low: nothing but the end of the copy is 100 %.
    private static final int MOST_PERCENT = 99;

    /** 0 to 99; empty when there is no guess. */
    public OptionalInt percent() {
        if (estimatedRows <= 0) {
            return OptionalInt.empty();
        }
        double part = 100.0 * rows / estimatedRows;
        return OptionalInt.of((int) Math.min(MOST_PERCENT, part));
    }
}
