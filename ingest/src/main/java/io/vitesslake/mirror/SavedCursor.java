package io.vitesslake.mirror;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What the lake holds of a table.
 *
 * @param checkpointId id of the checkpoint
 * @param cursor where the table stood
 * @param at when it was saved, by the clock of its writer
 * @param notes touched keys, when the cursor tells of some; empty when they are lost
 */
record SavedCursor(UUID checkpointId, TableCursor cursor, Instant at, Optional<byte[]> notes) {

    SavedCursor {
        Objects.requireNonNull(checkpointId, "checkpointId");
        Objects.requireNonNull(cursor, "cursor");
        Objects.requireNonNull(notes, "notes");
    }
}
