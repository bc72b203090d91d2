package io.vitesslake.commit;

import io.vitesslake.checkpoint.SavedCheckpoint;
import org.apache.iceberg.Transaction;

/**
 * The transaction of one checkpoint of one table, built on metadata that the fence has judged, and not sent yet.
 *
 * @param saved the checkpoint as it will lie in the table
 */
record Draft(String table, Transaction transaction, SavedCheckpoint saved, StandingChanges changes) {

    CommitOutcome.Committed committed() {
        return new CommitOutcome.Committed(new CommitReceipt(table, saved, changes.found()));
    }
}
