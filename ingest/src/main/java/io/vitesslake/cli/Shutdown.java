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

    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private volatile Optional<Runnable> stop = Optional.empty();

    /** Listens to signals from now on; a process does this once. */
    void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::signalled, "shutdown"));
    }

    /** Says how to end the work that begins now. Without it a signal ends the process at once. */
    void onSignal(Runnable newStop) {
        stop = Optional.of(newStop);
    }

    /** The command has ended; a shutdown from now on is an ordinary one. */
    void ended(int code) {
        exitCode.complete(code);
    }

    private void signalled() {
        if (exitCode.isDone() || stop.isEmpty()) {
            return;
        }
        stop.get().run();
        try {
            // The JVM would otherwise leave with 128 + the signal's number.
            Runtime.getRuntime().halt(exitCode.get(LONGEST.toSeconds(), TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            LOG.warn("Leaving a checkpoint unfinished after {}; the next start resumes before it", LONGEST);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot happen: an exit code is never a failure", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
