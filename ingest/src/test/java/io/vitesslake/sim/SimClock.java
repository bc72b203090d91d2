package io.vitesslake.sim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Time that passes only as told, and a little with each look. Any thread. */
final class SimClock extends Clock {

    private static final Duration LOOK = Duration.ofMillis(1);

    private Instant now = Instant.ofEpochSecond(1_700_000_000);

    synchronized void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public synchronized Instant instant() {
        now = now.plus(LOOK);
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
