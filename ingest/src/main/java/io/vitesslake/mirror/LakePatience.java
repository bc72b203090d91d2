package io.vitesslake.mirror;

import io.vitesslake.change.Causes;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.Wait;
import io.vitesslake.tables.LakeFailures;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what the lake failed at, as long as the failure is one that may pass, until {@code checkpoint.retry-for} has gone
 * by since the first failure without any success. The patience of all that use the lake is one: while one table gets through,
 * the lake is not away for the others. Thread-safe; each thread waits by itself.
 */
public final class LakePatience {

    private static final Logger LOG = LoggerFactory.getLogger(LakePatience.class);

    private static final RetryWaits WAITS = new RetryWaits(Duration.ofMillis(500), Duration.ofSeconds(30));

    private final Duration retryFor;
    private final InstantSource clock;
    private final RandomGenerator jitter;
    private final Wait wait;

    private volatile boolean stopped;
    // The rest belongs to the monitor.
    private Optional<Outage> outage = Optional.empty();
    /** The first failure since anything succeeded; empty while nothing has failed since. */
    private Optional<Instant> failingSince = Optional.empty();

    private long retries;

    /** @param steps that have failed and neither succeeded nor been given up since */
    private record Outage(Instant start, int steps) {}

    /**
     * @param retryFor none at all, if zero
     * @param jitter must be thread-safe if several threads use the lake
     * @param wait must not outlast {@link #stop} by much
     */
    public LakePatience(Duration retryFor, InstantSource clock, RandomGenerator jitter, Wait wait) {
        this.retryFor = retryFor;
        this.clock = clock;
        this.jitter = jitter;
        this.wait = wait;
    }

    /** From now on nothing is tried again: what fails has failed. Any thread. */
    public void stop() {
        stopped = true;
    }

    /**
     * Does a step, as often as it takes.
     *
     * @param what follows "Cannot" in messages
     * @param step leaves nothing behind when it fails, or may be done again all the same
     * @throws RuntimeException of the step, when it is of no use to try again
     * @throws CodedException LAKE, when there is no patience left; the cause is the newest failure
     */
    public <T> T tried(String what, Supplier<T> step) {
        for (int failures = 0; ; failures++) {
            try {
                T result = step.get();
                answered(failures > 0);
                return result;
            } catch (RuntimeException e) {
                if (!LakeFailures.mayPass(e)) {
                    // The lake has answered, though with a refusal.
                    answered(failures > 0);
                    throw e;
                }
                pause(failed(what, e, failures), what, e);
            }
        }
    }

    /** How often a step was tried again, or is about to be. Any thread. */
    public synchronized long retries() {
        return retries;
    }

    /** The first failure after which nothing has succeeded; empty while the lake answers. Any thread. */
    public synchronized Optional<Instant> failingSince() {
        return failingSince;
    }

    private void pause(Duration time, String what, RuntimeException failure) {
        try {
            wait.pass(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw givenUp(what, failure, "; interrupted while waiting to try again");
        }
        if (stopped) {
            throw givenUp(what, failure, "; asked to stop while waiting to try again");
        }
    }

    /** How long to wait before the next try. */
    private synchronized Duration failed(String what, RuntimeException failure, int failuresBefore) {
        Instant now = clock.instant();
        Instant since = failingSince.orElse(now);
        failingSince = Optional.of(since);
        boolean news = outage.isEmpty();
        if (failuresBefore == 0) {
            outage = Optional.of(
                    outage.map(of -> new Outage(of.start(), of.steps() + 1)).orElse(new Outage(now, 1)));
        }
        Instant end = since.plus(retryFor);
        if (stopped) {
            throw givenUp(what, failure, "; not tried again, since the sync is asked to stop");
        }
        if (!now.isBefore(end)) {
            throw givenUp(what, failure, ", after " + text(Duration.between(since, now)) + " of trying again");
        }
        if (news) {
            LOG.warn(
                    "Cannot {}: {}. Tried again until {} (checkpoint.retry-for), reading goes on",
                    what,
                    text(failure),
                    end.truncatedTo(ChronoUnit.SECONDS));
        }
        retries++;
        Duration left = Duration.between(now, end);
        Duration time = WAITS.after(failuresBefore + 1, jitter);
        return time.compareTo(left) < 0 ? time : left;
    }

    private synchronized void answered(boolean hadFailed) {
        failingSince = Optional.empty();
        if (hadFailed) {
            Instant start = outage.orElseThrow().start();
            leave();
            if (outage.isEmpty()) {
                LOG.warn("The lake answers again, after {}", text(Duration.between(start, clock.instant())));
            }
        }
    }

    private synchronized CodedException givenUp(String what, RuntimeException failure, String after) {
        leave();
        return new CodedException(
                ErrorCode.LAKE,
                failure instanceof CodedException coded ? coded.reason() : "lake-unreachable",
                "Cannot " + what + after + " (checkpoint.retry-for is " + text(retryFor) + "): " + text(failure)
                        + ". Check that the catalog and its storage are up, and start again: it resumes from what the"
                        + " lake holds. To have longer outages waited for, raise checkpoint.retry-for.",
                failure);
    }

    private void leave() {
        outage = outage.filter(of -> of.steps() > 1).map(of -> new Outage(of.start(), of.steps() - 1));
    }

    // Our own errors say what to do when nobody tries again.
    private static String text(RuntimeException failure) {
        boolean wraps = failure instanceof CodedException && failure.getCause() != null;
        return Causes.text(wraps ? failure.getCause() : failure);
    }

    private static String text(Duration time) {
        long minutes = time.toMinutes();
        int seconds = time.toSecondsPart();
        if (minutes == 0) {
            return seconds + " s";
        }
        return minutes + " min" + (seconds == 0 ? "" : " " + seconds + " s");
    }
}
