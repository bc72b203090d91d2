package io.vitesslake.commit;

import io.vitesslake.change.CodedException;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.checkpoint.CheckpointTrail;
import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.checkpoint.SavedCheckpoint;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
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

    /**
     * The checkpoint may be committed on top of the judged metadata.
     *
     * @param predecessor what readers see; of a commit on the branch that readers do not see, what the branch holds
     */
    record Open(Optional<SavedCheckpoint> predecessor, List<ForeignChange> foreignChanges) implements Verdict {}

    /** There is nothing more to commit. */
    record Settled(CommitOutcome outcome) implements Verdict {}

    /** What is judged. */
    private record Case(String table, TableMetadata metadata, FileIO io, Checkpoint checkpoint) {}

    Verdict judge(String table, TableMetadata metadata, FileIO io, CheckpointCommit commit) {
        Case judged = new Case(table, metadata, io, commit.checkpoint());
        Optional<UUID> parent = commit.checkpoint().parentId();
        return switch (commit.placement().kind()) {
            case MAIN, MAIN_ANEW -> judgeMain(judged, parent);
            // What readers see does not tell whether the branch was started.
            case BRANCH_START -> committedOnBranch(judged).orElseGet(() -> judgeMain(judged, parent));
            case BRANCH -> judgeBranch(judged);
            case SWAP -> judgeSwap(judged, (Placement.Swap) commit.placement());
        };
    }

    private Verdict judgeMain(Case judged, Optional<UUID> expected) {
        CheckpointTrail trail;
        try {
            trail = reader.trail(judged.table(), judged.metadata(), judged.io());
        } catch (CodedException e) {
            return committedOnMain(judged).orElseGet(() -> new Settled(new CommitOutcome.Fenced(e.getMessage())));
        }
        if (idOf(trail).equals(expected)) {
            trail.newest().map(SavedCheckpoint::checkpoint).ifPresent(newest -> remember(judged.table(), newest));
            return new Open(trail.newest(), trail.foreignChanges());
        }
        return committedOnMain(judged)
                .or(() -> rolledBack(judged, trail, expected))
                .orElseGet(() -> new Settled(new CommitOutcome.Fenced(explain(judged, trail, expected))));
    }

    private Verdict judgeBranch(Case judged) {
        CheckpointTrail trail = reader.branchTrail(judged.metadata(), judged.io());
        boolean expected = trail.newest().isPresent()
                && idOf(trail).equals(judged.checkpoint().parentId());
        if (expected
                && trail.foreignChanges().isEmpty()
                && keepsSchema(judged, trail.newest().orElseThrow())) {
            return new Open(trail.newest(), List.of());
        }
        // Once swapped, the branch is what readers see.
        return committedOnBranch(judged)
                .or(() -> committedOnMain(judged))
                .orElseGet(() -> new Settled(new CommitOutcome.BranchLost(explainLoss(judged, trail))));
    }

    /** Others rewrite a branch with the schema that readers have, and so lose columns that only the branch has. */
    private boolean keepsSchema(Case judged, SavedCheckpoint newest) {
        TableMetadata metadata = judged.metadata();
        long head = metadata.ref(reader.branch()).snapshotId();
        Snapshot ours = metadata.snapshot(newest.snapshotId());
        return head == newest.snapshotId()
                || ours != null
                        && Objects.equals(
                                ours.schemaId(), metadata.snapshot(head).schemaId());
    }

    private Verdict judgeSwap(Case judged, Placement.Swap swap) {
        Verdict main = judgeMain(judged, swap.main());
        if (main instanceof Settled) {
            return main;
        }
        Verdict branch = judgeBranch(judged);
        return branch instanceof Settled ? branch : main;
    }

    private static Optional<UUID> idOf(CheckpointTrail trail) {
        return trail.newest().map(saved -> saved.checkpoint().id());
    }

    private void remember(String table, Checkpoint checkpoint) {
        checkpoint.parentId().ifPresent(parent -> lineage.remember(table, checkpoint.id(), Set.of(parent)));
    }

    /** An earlier attempt of ours, whose answer was lost, may have succeeded. */
    private Optional<Verdict> committedOnMain(Case judged) {
        return committed(judged, reader.find(judged.metadata(), judged.io(), judged.checkpoint()));
    }

    private Optional<Verdict> committedOnBranch(Case judged) {
        return committed(judged, reader.findOnBranch(judged.metadata(), judged.io(), judged.checkpoint()));
    }

    private static Optional<Verdict> committed(Case judged, Optional<SavedCheckpoint> found) {
        return found.map(
                saved -> new Settled(new CommitOutcome.Committed(new CommitReceipt(judged.table(), saved, List.of()))));
    }

    private Optional<Verdict> rolledBack(Case judged, CheckpointTrail trail, Optional<UUID> expected) {
        return trail.newest()
                .filter(to -> expected.isPresent())
                .filter(to -> lineage.isBuiltOn(
                        judged.table(),
                        judged.metadata(),
                        expected.get(),
                        to.checkpoint().id()))
                .map(to -> new Settled(new CommitOutcome.RolledBack(to)));
    }

    private static String explain(Case judged, CheckpointTrail trail, Optional<UUID> expected) {
        return "Cannot commit checkpoint " + judged.checkpoint().id() + " to " + judged.table()
                + ": the table should hold "
                + expected.map(id -> "checkpoint " + id).orElse("no checkpoint") + ", but it holds "
                + trail.newest().map(SavedCheckpoint::describe).orElse("none")
                + ". Another writer is at work, or the table was replaced. Let only one writer run, and start it again: it "
                + "resumes from what the table holds";
    }

    private static String explainLoss(Case judged, CheckpointTrail trail) {
        return "Cannot commit checkpoint " + judged.checkpoint().id() + " to the new copy of " + judged.table()
                + ": its branch should hold "
                + judged.checkpoint().parentId().map(id -> "checkpoint " + id).orElse("a checkpoint")
                + ", but it holds "
                + trail.newest().map(SavedCheckpoint::describe).orElse("none")
                + trail.foreignChanges().stream()
                        .findFirst()
                        .map(change ->
                                ", and " + change.engine() + " changed its rows in snapshot " + change.snapshotId())
                        .orElse(idOf(trail).equals(judged.checkpoint().parentId()) ? " rewritten by others" : "")
                + ". The copy starts anew; what readers see is not touched";
    }
}
