package io.vitesslake.checkpoint;

import java.time.Instant;
import org.apache.iceberg.Snapshot;

/**
 * A checkpoint found in a table.
 *
 * @param snapshotId Iceberg id of the snapshot; other engines may since have expired it
 * @param sequenceNumber Iceberg sequence number of the snapshot (Iceberg table spec, section Sequence Numbers)
 * @param committedAt by the clock of its writer
 */
public record SavedCheckpoint(Checkpoint checkpoint, long snapshotId, long sequenceNumber, Instant committedAt) {

    /** A checkpoint and the snapshot that carries it. */
    public static SavedCheckpoint of(Checkpoint checkpoint, Snapshot snapshot) {
        return new SavedCheckpoint(
                checkpoint,
                snapshot.snapshotId(),
                snapshot.sequenceNumber(),
                Instant.ofEpochMilli(snapshot.timestampMillis()));
    }

    /** For messages: which checkpoint, where, when and by whom. */
    public String describe() {
        return "checkpoint " + checkpoint.id() + " (snapshot " + snapshotId + ", committed at " + committedAt + " by "
                + checkpoint.cursor().getOrDefault(Checkpoint.WRITER, "a writer that left no name") + ")";
    }
}
