package io.vitesslake.commit;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.Wait;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits between attempts: a random time between the least wait and a bound that doubles with each attempt. */
final class Backoff {

    private static final int MAX_DOUBLINGS = 20;

    private final CommitOptions options;
    private final RandomGenerator jitter;
    private final Wait wait;

    Backoff(CommitOptions options, RandomGenerator jitter, Wait wait) {
        this.options = options;
        this.jitter = jitter;
        this.wait = wait;
    }

    int maxAttempts() {
        return options.maxAttempts();
    }

    /**
     * @param attempt the attempt that failed, from 1
     */
    void pause(int attempt) {
        long min = options.minWait().toNanos();
        double doubled = min * (double) (1L << Math.min(attempt, MAX_DOUBLINGS));
        long bound = (long) Math.min(doubled, (double) options.maxWait().toNanos());
        try {
            wait.pass(Duration.ofNanos(bound > min ? jitter.nextLong(min, bound) : min));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodedException(
                    ErrorCode.LAKE,
                    "interrupted",
                    "Stopped while waiting to commit again, after attempt " + attempt
                            + ". Start again: it resumes from the " + "newest checkpoint in the lake",
                    e);
        }
    }
}
