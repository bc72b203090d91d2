package io.vitesslake.commit;

import io.vitesslake.checkpoint.FileCounts;
import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.checkpoint.SavedCheckpoint;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Proof that a checkpoint is in the lake for good. Only a commit makes one. */
public final class CommitReceipt {

    private final String table;
    private final UUID checkpointId;
    private final long snapshotId;
    private final Instant committedAt;
    private final FileCounts files;
    private final List<ForeignChange> foreignChanges;
    private final List<ForeignChange> standingChanges;

    CommitReceipt(String table, SavedCheckpoint saved, List<ForeignChange> foreignChanges) {
        this.table = table;
        this.checkpointId = saved.checkpoint().id();
        this.snapshotId = saved.snapshotId();
        this.committedAt = saved.committedAt();
        this.files = saved.files();
        this.foreignChanges = List.copyOf(foreignChanges);
        this.standingChanges = saved.foreignChanges();
    }

    public String table() {
        return table;
    }

    public UUID checkpointId() {
        return checkpointId;
    }

    public long snapshotId() {
        return snapshotId;
    }

    /** Time of the snapshot, by the clock of this machine. */
    public Instant committedAt() {
        return committedAt;
    }

    /** Files of the snapshot. */
    public FileCounts files() {
        return files;
    }

    /**
     * What others changed in the table since the checkpoint before, newest first. Empty too when the commit was only
     * recognised afterwards as one that had happened.
     */
    public List<ForeignChange> foreignChanges() {
        return foreignChanges;
    }

    /** All that others changed in the rows of the table and that stands until it is copied again, newest first. */
    public List<ForeignChange> standingChanges() {
        return standingChanges;
    }

    @Override
    public String toString() {
        return "CommitReceipt[" + table + ", checkpoint " + checkpointId + ", snapshot " + snapshotId + "]";
    }
}
