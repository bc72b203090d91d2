package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When something is looked at again: after its interval, later and later while looks fail. Tells of each kind of failure once until
 * all is fine again. Belongs to one thread, but for {@link #mute}.
 */
final class Lookout {

    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

    private static final int MOST_DOUBLINGS = 5;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final String what;
    private final Set<String> told = new HashSet<>();
    private Duration interval;
    private Instant due;
    private int failures;
    private volatile boolean muted;

    Lookout(String what, Duration interval, Instant now) {
        this.what = what;
        this.interval = interval;
        this.due = now.plus(interval);
    }

    boolean isDue(Instant now) {
        return !now.isBefore(due);
    }

    Instant due() {
        return due;
    }

    void every(Duration time) {
        interval = time;
    }

    /** Tells failures no more: what is looked at is being closed. Any thread. */
    void mute() {
        muted = true;
    }

    /**
     * Looks once.
     *
     * @return whether that went well
     */
    boolean look(Instant now, Runnable look) {
        try {
            look.run();
            failures = 0;
            due = now.plus(interval);
            return true;
        } catch (RuntimeException e) {
            failed(e);
            due = now.plus(backoff());
            return false;
        }
    }

    /** Nothing is wrong any more, so that the next failure is news. */
    void fine() {
        if (failures == 0) {
            told.clear();
        }
    }

    // Whatever it is, the sync itself goes on; if it is more than a passing failure, the loop meets it too.
    private void failed(RuntimeException e) {
        failures = Math.min(failures + 1, MOST_DOUBLINGS);
        String kind = e instanceof CodedException coded
                ? coded.reason()
                : e.getClass().getName();
        if (told.add(kind) && !muted) {
            LOG.warn(
                    "Cannot look for {}, trying again: {}",
                    what,
                    e.getMessage(),
                    e instanceof CodedException ? null : e);
        }
    }

    private Duration backoff() {
        Duration wait = interval.multipliedBy(1L << failures);
        return wait.compareTo(LONGEST) <= 0 || interval.compareTo(LONGEST) > 0 ? wait : LONGEST;
    }
}
