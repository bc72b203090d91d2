package io.vitesslake.commit;

import java.time.Duration;

/**
 * How hard to try.
 *
 * @param maxAttempts commits of one checkpoint before giving up, and reads of the table before each; at least 1
 * @param minWait shortest wait before the next attempt
 * @param maxWait longest wait before the next attempt; the bound doubles from {@code minWait} up to it
 */
public record CommitOptions(int maxAttempts, Duration minWait, Duration maxWait) {

    public static final CommitOptions DEFAULT = new CommitOptions(10, Duration.ofMillis(100), Duration.ofSeconds(10));

    public CommitOptions {
        if (maxAttempts < 1 || minWait.isNegative() || maxWait.compareTo(minWait) < 0) {
            throw new IllegalArgumentException(
                    "Invalid commit options: " + maxAttempts + " attempts, waits " + minWait + " to " + maxWait);
        }
    }
}
