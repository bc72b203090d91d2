package io.vitesslake.verify;

import java.time.Duration;

/**
 * Bounds of a comparison.
 *
 * @param longestWait for the lake to reach a position
 * @param shown most keys that are named
 * @param rowsAtOnce most rows of suspect buckets that are held at a time, some 300 bytes each
 * @param looks most looks at the same suspects
 */
public record VerifyOptions(Duration longestWait, int shown, int rowsAtOnce, int looks) {

    private static final int ROWS_AT_ONCE = 250_000;
    private static final int LOOKS = 20;

    public VerifyOptions(Duration longestWait, int shown) {
        this(longestWait, shown, ROWS_AT_ONCE, LOOKS);
    }
}
