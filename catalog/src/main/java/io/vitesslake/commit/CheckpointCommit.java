package io.vitesslake.commit;

import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.write.WrittenFiles;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.SnapshotRef;

/**
 * One checkpoint of one table, ready to be committed.
 *
 * @param files files that lead to it, planned for their placement: {@code MAIN} by {@code LakeTable.plan}, {@code MAIN_ANEW} and
 *     {@code BRANCH_START} by {@code planAnew} or {@code plan}, {@code BRANCH} and {@code SWAP} by {@code planBranch}
 * @param checkpoint what it reflects
 * @param placement where it goes
 * @param notes bytes kept beside the snapshot, too many for its summary; empty for none. Not to be changed
 */
public record CheckpointCommit(WrittenFiles files, Checkpoint checkpoint, Placement placement, Optional<byte[]> notes) {

    public CheckpointCommit {
        Objects.requireNonNull(files, "files");
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(placement, "placement");
        Objects.requireNonNull(notes, "notes");
    }

    /** Whether no row stays that was there before, so that its deletes have nothing to do. */
    boolean startsAnew() {
        return switch (placement.kind()) {
            case MAIN_ANEW, BRANCH_START -> true;
            case MAIN, BRANCH, SWAP -> false;
        };
    }

    /** Whether readers see it as soon as it is committed. */
    boolean isForReaders() {
        return switch (placement.kind()) {
            case MAIN, MAIN_ANEW, SWAP -> true;
            case BRANCH_START, BRANCH -> false;
        };
    }

    /** The branch that the rows are added to. */
    String branch(CheckpointNames names) {
        return switch (placement.kind()) {
            case MAIN, MAIN_ANEW -> SnapshotRef.MAIN_BRANCH;
            case BRANCH_START, BRANCH, SWAP -> names.branch();
        };
    }

    /** Checkpoints that it takes the place of, as a rollback from it shows. */
    Set<UUID> predecessors() {
        Set<UUID> predecessors = new HashSet<>();
        checkpoint.parentId().ifPresent(predecessors::add);
        if (placement instanceof Placement.Swap swap) {
            swap.main().ifPresent(predecessors::add);
        }
        return predecessors;
    }
}
