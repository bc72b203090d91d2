package io.vitesslake.commit;

import io.vitesslake.change.CodedException;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.checkpoint.CheckpointTrail;
import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.checkpoint.SavedCheckpoint;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;

/** Judges whether a table still stands where the writer of a checkpoint left it. */
final class Fence {

    private final CheckpointReader reader;
    private final Lineage lineage;

    Fence(CheckpointReader reader, Lineage lineage) {
        this.reader = reader;
        this.lineage = lineage;
    }

    /** Either {@link Open} or {@link Settled}. */
    sealed interface Verdict {}

    /** The checkpoint may be committed on top of the judged metadata. */
    record Open(Optional<SavedCheckpoint> predecessor, List<ForeignChange> foreignChanges) implements Verdict {}

    /** There is nothing more to commit. */
    record Settled(CommitOutcome outcome) implements Verdict {}

    Verdict judge(String table, TableMetadata metadata, FileIO io, Checkpoint checkpoint) {
        CheckpointTrail trail;
        try {
            trail = reader.trail(table, metadata, io);
        } catch (CodedException e) {
            return committedBefore(table, metadata, io, checkpoint)
                    .orElseGet(() -> new Settled(new CommitOutcome.Fenced(e.getMessage())));
        }
        Optional<UUID> found = trail.newest().map(saved -> saved.checkpoint().id());
        if (found.equals(checkpoint.parentId())) {
            trail.newest().ifPresent(saved -> lineage.remember(table, saved.checkpoint()));
            return new Open(trail.newest(), trail.foreignChanges());
        }
        return committedBefore(table, metadata, io, checkpoint)
                .or(() -> rolledBack(table, metadata, trail, checkpoint))
                .orElseGet(() -> new Settled(new CommitOutcome.Fenced(explain(table, trail, checkpoint))));
    }

    /** An earlier attempt of ours, whose answer was lost, may have succeeded. */
    private Optional<Verdict> committedBefore(String table, TableMetadata metadata, FileIO io, Checkpoint checkpoint) {
        return reader.find(metadata, io, checkpoint)
                .map(saved -> new Settled(new CommitOutcome.Committed(new CommitReceipt(table, saved, List.of()))));
    }

    private Optional<Verdict> rolledBack(
            String table, TableMetadata metadata, CheckpointTrail trail, Checkpoint checkpoint) {
        return trail.newest()
                .filter(to -> checkpoint.parentId().isPresent())
                .filter(to -> lineage.isBuiltOn(
                        table,
                        metadata,
                        checkpoint.parentId().get(),
                        to.checkpoint().id()))
                .map(to -> new Settled(new CommitOutcome.RolledBack(to)));
    }

    private static String explain(String table, CheckpointTrail trail, Checkpoint checkpoint) {
        return "Cannot commit checkpoint " + checkpoint.id() + " to " + table + ": the table should hold "
                + checkpoint.parentId().map(id -> "checkpoint " + id).orElse("no checkpoint") + ", but it holds "
                + trail.newest().map(SavedCheckpoint::describe).orElse("none")
                + ". Another writer is at work, or the table was replaced. Let only one writer run, and start it again: it "
                + "resumes from what the table holds";
    }
}
