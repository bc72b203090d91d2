package io.vitesslake.verify;

import java.time.Duration;
import java.time.Instant;

/** Time, as far as a comparison knows it. */
public interface Pace {

    Instant now();

    void pause(Duration time) throws InterruptedException;
}
