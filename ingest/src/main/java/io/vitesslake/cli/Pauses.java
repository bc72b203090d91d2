package io.vitesslake.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time that a run waits for the lake or the disk; short when it has been asked to stop. Thread-safe. */
final class Pauses {

    /** Long enough for two writers that got into each other's way. */
    private static final Duration SHORT = Duration.ofMillis(200);

    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Cuts short what is being waited for, and what will be. */
    void stop() {
        stopped.countDown();
    }

    void pass(Duration time) throws InterruptedException {
        if (stopped.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            Thread.sleep(Math.min(time.toMillis(), SHORT.toMillis()));
        }
    }
}
