package io.vitesslake.write;

import io.vitesslake.index.LiveFiles;
import java.util.OptionalLong;

/**
 * The snapshot that a batch is written on top of, and where its rows are.
 *
 * @param snapshotId empty for a branch without snapshots
 */
record BranchHead(LiveFiles live, OptionalLong snapshotId) {

    boolean isKnown() {
        return snapshotId.isPresent() && live.areOf(snapshotId.getAsLong());
    }
}
