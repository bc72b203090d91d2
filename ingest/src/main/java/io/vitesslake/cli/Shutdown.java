package io.vitesslake.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What SIGTERM and SIGINT do: ask the command to stop, wait for it, and leave with its exit code instead of the signal's.
 * Thread-safe.
 */
final class Shutdown {

    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** What a shell reports of a process that a signal ended, less the signal's number. */
    private static final int KILLED = 128;

    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private volatile Optional<Runnable> stop = Optional.empty();

    /**
     * Listens to signals from now on; a process does this once. Not a shutdown hook: hooks run side by side, and Iceberg's
     * closes the threads that the last checkpoint needs (org.apache.iceberg.util.ThreadPools).
     */
    void install() {
        Signals.handle("TERM", this::signalled);
        Signals.handle("INT", this::signalled);
    }

    /** Says how to end the work that begins now. Without it a signal ends the process at once. */
    void onSignal(Runnable newStop) {
        stop = Optional.of(newStop);
    }

    /** The command has ended; a shutdown from now on is an ordinary one. */
    void ended(int code) {
        exitCode.complete(code);
    }

    /** Asks the work to end; false when it has not said how. */
    boolean ask() {
        stop.ifPresent(Runnable::run);
        return stop.isPresent();
    }

    private void signalled(int signal) {
        if (exitCode.isDone()) {
            return;
        }
        if (!ask()) {
            Runtime.getRuntime().halt(KILLED + signal);
        }
        try {
            Runtime.getRuntime().halt(exitCode.get(LONGEST.toSeconds(), TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            LOG.warn("Leaving a checkpoint unfinished after {}; the next start resumes before it", LONGEST);
            Runtime.getRuntime().halt(KILLED + signal);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot happen: an exit code is never a failure", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
