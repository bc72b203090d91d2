package io.vitesslake.commit;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What people want done with a table and was not done when somebody looked.
 *
 * @param recopy id of the request to copy it again; empty when there is none
 * @param paused since when the writer is to leave it as it is; empty when it is to go on
 */
public record Requested(Optional<UUID> recopy, Optional<Instant> paused) {

    public static final Requested NOTHING = new Requested(Optional.empty(), Optional.empty());
}
