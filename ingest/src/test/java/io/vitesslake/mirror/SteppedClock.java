package io.vitesslake.mirror;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that a test sets; it goes on a little whenever it is looked at, so that a loop gets on that measures time by it. */
final class SteppedClock implements InstantSource {

    private static final Duration STEP = Duration.ofMillis(20);

    private final AtomicReference<Instant> now;

    SteppedClock(Instant begin) {
        now = new AtomicReference<>(begin);
    }

    @Override
    public Instant instant() {
        return now.updateAndGet(before -> before.plus(STEP));
    }

    void advance(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }
}
