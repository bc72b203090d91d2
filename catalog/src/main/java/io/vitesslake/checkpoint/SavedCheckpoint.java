package io.vitesslake.checkpoint;

import java.time.Instant;
import java.util.List;
import org.apache.iceberg.Snapshot;

/**
 * A checkpoint found in a table.
 *
 * @param snapshotId Iceberg id of the snapshot; other engines may since have expired it
 * @param sequenceNumber Iceberg sequence number of the snapshot (Iceberg table spec, section Sequence Numbers)
 * @param committedAt by the clock of its writer
 * @param files of the snapshot
 * @param foreignChanges what others changed in the rows that it builds on, newest first; stands until the table is copied again
 */
public record SavedCheckpoint(
        Checkpoint checkpoint,
        long snapshotId,
        long sequenceNumber,
        Instant committedAt,
        FileCounts files,
        List<ForeignChange> foreignChanges) {

    public SavedCheckpoint {
        foreignChanges = List.copyOf(foreignChanges);
    }

    /**
     * A checkpoint and the snapshot that carries it.
     *
     * @throws io.vitesslake.change.CodedException LAKE {@code checkpoint-in-doubt}, when its foreign changes cannot be read
     */
    public static SavedCheckpoint of(CheckpointNames names, Checkpoint checkpoint, Snapshot snapshot) {
        return new SavedCheckpoint(
                checkpoint,
                snapshot.snapshotId(),
                snapshot.sequenceNumber(),
                Instant.ofEpochMilli(snapshot.timestampMillis()),
                FileCounts.of(snapshot),
                names.foreignChangesOf(snapshot.summary()));
    }

    /** For messages: which checkpoint, where, when and by whom. */
    public String describe() {
        return "checkpoint " + checkpoint.id() + " (snapshot " + snapshotId + ", committed at " + committedAt + " by "
                + checkpoint.cursor().getOrDefault(Checkpoint.WRITER, "a writer that left no name") + ")";
    }
}
