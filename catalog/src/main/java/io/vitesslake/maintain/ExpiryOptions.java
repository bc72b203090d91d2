package io.vitesslake.maintain;

import java.time.Duration;

/**
 * Which snapshots are kept.
 *
 * @param keepLast newest checkpoints of a table that are kept whatever their age; at least 1
 * @param keepFor age up to which a snapshot is kept whatever their number
 * @param batch commits to a table between two looks, and snapshots that must be due before any is removed; at least 1
 */
public record ExpiryOptions(int keepLast, Duration keepFor, int batch) {

    public static final ExpiryOptions DEFAULT = new ExpiryOptions(100, Duration.ofHours(24), 50);

    public ExpiryOptions {
        if (keepLast < 1 || keepFor.isNegative() || batch < 1) {
            throw new IllegalArgumentException(
                    "Invalid expiry: keep last " + keepLast + ", keep for " + keepFor + ", batch " + batch);
        }
    }
}
