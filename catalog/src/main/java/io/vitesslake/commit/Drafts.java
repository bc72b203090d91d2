package io.vitesslake.commit;

import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.checkpoint.SavedCheckpoint;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;

/** Judges tables as they are now, and builds the transactions of checkpoints on them. Thread-safe. */
final class Drafts {

    private final CheckpointNames names;
    private final Lineage lineage;
    private final Fence fence;
    private final TableLoader loader;

    Drafts(CheckpointNames names, Lineage lineage, Fence fence, TableLoader loader) {
        this.names = names;
        this.lineage = lineage;
        this.fence = fence;
        this.loader = loader;
    }

    /** A table as it was read, and what the fence says of it. */
    record Judged(TableMetadata metadata, Fence.Verdict verdict) {}

    /** @throws io.vitesslake.change.CodedException LAKE {@code lake-unreachable}, {@code table-missing} */
    Judged judge(PendingCommit pending) {
        TableOperations operations = pending.operations();
        TableMetadata metadata = loader.load(pending.name(), operations);
        return new Judged(metadata, fence.judge(pending.name(), metadata, operations.io(), pending.commit()));
    }

    /**
     * @param open the verdict
     * @param pinned the table as judged, good for one commit
     * @return empty when the files do not fit the table any more
     * @throws RuntimeException of Iceberg, when storage fails
     */
    Optional<Draft> draft(PendingCommit pending, Fence.Open open, PinnedOperations pinned) {
        CheckpointCommit commit = pending.commit();
        BaseTable iceberg = (BaseTable) pending.table().iceberg();
        BaseTable judged = new BaseTable(pinned, iceberg.name(), iceberg.reporter());
        Transaction transaction = judged.newTransaction();
        SchemaSteps schema = new SchemaSteps(names, transaction, commit);
        boolean hold = commit.startsAnew() || commit.files().deletesHoldOn(judged, commit.branch(names));
        if (!schema.adopt() || !hold) {
            return Optional.empty();
        }
        StandingChanges changes = StandingChanges.of(pending.name(), judged, open, commit);
        SavedCheckpoint saved = new CheckpointTransaction(names, transaction, changes.all())
                .add(commit, schema, pending.notes(), open.predecessor());
        // Before the answer, which may be lost: a rollback from this checkpoint shows that it was given.
        lineage.remember(pending.name(), commit.checkpoint().id(), commit.predecessors());
        return Optional.of(new Draft(pending, parent(judged, commit), transaction, saved, changes));
    }

    private OptionalLong parent(Table judged, CheckpointCommit commit) {
        Snapshot head = judged.snapshot(commit.branch(names));
        return head == null ? OptionalLong.empty() : OptionalLong.of(head.snapshotId());
    }
}
