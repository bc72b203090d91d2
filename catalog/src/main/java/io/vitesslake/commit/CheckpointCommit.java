package io.vitesslake.commit;

import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.write.WrittenFiles;
import java.util.Objects;
import java.util.Optional;

/**
 * One checkpoint of one table, ready to be committed.
 *
 * @param files files that lead to it
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
}
