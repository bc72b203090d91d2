package io.vitesslake.mirror;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before something is tried again: twice as long after each failure, give or take half of it, so that what broke
 * together does not come back together.
 *
 * @param first after the first failure, on average
 * @param longest on average
 */
record RetryWaits(Duration first, Duration longest) {

    private static final int MOST_DOUBLINGS = 20;

    /** @param failures in a row, from 1 */
    Duration after(int failures, RandomGenerator jitter) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        long middle = doubled.compareTo(longest) < 0 ? doubled.toNanos() : longest.toNanos();
        return Duration.ofNanos(jitter.nextLong(middle / 2, middle + middle / 2));
    }
}
