package io.vitesslake.maintain;

import io.vitesslake.commit.CommitReceipt;
import io.vitesslake.tables.LakeTable;
import java.util.Optional;

/**
 * What is done for a table after each commit.
 *
 * @param expiry removes old snapshots
 * @param maintenance keeps files in order; empty when others do
 */
public record Housekeeping(SnapshotExpiry expiry, Optional<MaintenanceRounds> maintenance) {

    /** In the thread that has committed, before the next commit to the table. */
    public void afterCommit(LakeTable table, CommitReceipt receipt) {
        expiry.afterCommit(table, receipt);
        maintenance.ifPresent(rounds -> rounds.afterCommit(table, receipt));
    }
}
