package io.vitesslake.status;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What lies around the loop and has numbers of its own. Any thread may ask.
 *
 * @param unreadBytes bytes that have come from VTGate and that the loop has not read yet
 * @param unreadLimitBytes most of them over all streams
 * @param lakeRetries how often a step that needs the lake has failed and was tried again
 * @param lakeFailingSince the first failure of the lake after which nothing has succeeded; empty while it answers
 */
public record Surroundings(
        LongSupplier unreadBytes,
        long unreadLimitBytes,
        LongSupplier lakeRetries,
        Supplier<Optional<Instant>> lakeFailingSince) {

    /** Before the sync is connected. */
    static final Surroundings NONE = new Surroundings(() -> 0, 0, () -> 0, Optional::empty);

    public Surroundings {
        Objects.requireNonNull(unreadBytes, "unreadBytes");
        Objects.requireNonNull(lakeRetries, "lakeRetries");
        Objects.requireNonNull(lakeFailingSince, "lakeFailingSince");
    }
}
