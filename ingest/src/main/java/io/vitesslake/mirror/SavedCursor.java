package io.vitesslake.mirror;

import io.vitesslake.checkpoint.FileCounts;
import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.source.Vgtid;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What the lake holds of a table.
 *
 * @param checkpointId id of the checkpoint
 * @param snapshotId id of the snapshot that holds it
 * @param cursor where the table stood
 * @param at when it was saved, by the clock of its writer
 * @param files of the snapshot
 * @param notes touched keys, when the cursor tells of some; empty when they are lost
 * @param foreignChanges what others changed in the rows, newest first; stands until the table is copied again
 */
record SavedCursor(
        UUID checkpointId,
        long snapshotId,
        TableCursor cursor,
        Instant at,
        FileCounts files,
        Optional<byte[]> notes,
        List<ForeignChange> foreignChanges) {

    SavedCursor {
        Objects.requireNonNull(checkpointId, "checkpointId");
        Objects.requireNonNull(cursor, "cursor");
        Objects.requireNonNull(notes, "notes");
        foreignChanges = List.copyOf(foreignChanges);
    }

    /** Whether a position is another, or what is known of shards that lag there. */
    boolean isOther(Vgtid position, LaggingShards lagging) {
        return !position.equals(cursor.vgtid()) || !lagging.equals(cursor.lagging());
    }

    /** Whether other shards lag, or since other moments. */
    boolean isOtherStandstill(LaggingShards lagging) {
        return !lagging.isSameStandstill(cursor.lagging());
    }
}
