package io.vitesslake.commit;

import io.vitesslake.checkpoint.SavedCheckpoint;
import java.util.OptionalLong;
import org.apache.iceberg.Transaction;

/**
 * The transaction of one checkpoint of one table, built on metadata that the fence has judged, and not sent yet.
 *
 * @param parent snapshot that the checkpoint's own goes on top of; empty for none
 * @param saved the checkpoint as it will lie in the table
 */
record Draft(
        PendingCommit pending,
        OptionalLong parent,
        Transaction transaction,
        SavedCheckpoint saved,
        StandingChanges changes) {

    /** To be called once it is known to be in the lake. */
    CommitOutcome.Committed confirm() {
        pending.commit().files().committed(parent, saved.snapshotId());
        return new CommitOutcome.Committed(new CommitReceipt(pending.name(), saved, changes.found()));
    }
}
