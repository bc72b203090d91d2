package io.vitesslake.write;

import io.vitesslake.tables.DeleteMode;
import java.util.Objects;
import org.apache.iceberg.SnapshotRef;

/**
 * Which rows the deletes of a batch are for, and how they are removed.
 *
 * @param branch that the batch is going to be added to
 */
public record OlderRows(String branch, DeleteMode mode) {

    /** By their keys, wherever they are. */
    public static final OlderRows BY_KEY = ofReaders(DeleteMode.EQUALITY);

    public OlderRows {
        Objects.requireNonNull(branch, "branch");
        Objects.requireNonNull(mode, "mode");
    }

    /** What readers see. */
    public static OlderRows ofReaders(DeleteMode mode) {
        return new OlderRows(SnapshotRef.MAIN_BRANCH, mode);
    }
}
