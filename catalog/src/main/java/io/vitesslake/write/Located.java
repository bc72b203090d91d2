package io.vitesslake.write;

import io.vitesslake.index.LiveFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;

/**
 * What the deletes of a batch rest on: positions are true of one snapshot alone.
 *
 * @param changes what becomes of the data files that lose rows
 * @param data files of the batch's rows
 */
record Located(BranchHead head, List<LiveFiles.Change> changes, List<DataFile> data) {

    Located {
        changes = List.copyOf(changes);
        data = List.copyOf(data);
    }

    List<DeleteFile> replaced() {
        List<DeleteFile> replaced = new ArrayList<>();
        changes.forEach(change -> replaced.addAll(change.removed()));
        return replaced;
    }

    /** Whether they hold on top of a snapshot. */
    boolean holdOn(OptionalLong snapshotId) {
        return changes.isEmpty() || head.snapshotId().equals(snapshotId);
    }

    /** What was known of the branch is known of its next snapshot. */
    void follow(OptionalLong parent, long next) {
        if (head.isKnown() && head.snapshotId().equals(parent)) {
            head.live().follow(next, data, changes);
        }
    }
}
