package io.vitesslake.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * What lies between a table's current snapshot and its newest checkpoint.
 *
 * @param newest the checkpoint that the current snapshot builds on; empty when the table has no snapshot yet
 * @param foreignChanges foreign snapshots on top of it that are not mere rewrites, newest first; those that were expired
 *     beyond recall are missing
 */
public record CheckpointTrail(Optional<SavedCheckpoint> newest, List<ForeignChange> foreignChanges) {

    public CheckpointTrail {
        foreignChanges = List.copyOf(foreignChanges);
    }
}
