package io.vitesslake.change;

import java.time.Duration;

/** Lets time pass. Handed in, so that only the command line sleeps and tests need not. */
@FunctionalInterface
public interface Wait {

    void pass(Duration duration) throws InterruptedException;
}
