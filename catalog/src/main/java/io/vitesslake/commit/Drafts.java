package io.vitesslake.commit;

import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.tables.LakeTable;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;

/** Builds transactions of checkpoints. Thread-safe. */
final class Drafts {

    private final CheckpointNames names;
    private final Lineage lineage;

    Drafts(CheckpointNames names, Lineage lineage) {
        this.names = names;
        this.lineage = lineage;
    }

    /**
     * @param pinned the table as judged, good for one commit
     * @return empty when the files do not fit the table any more
     * @throws RuntimeException of Iceberg, when storage fails
     */
    Optional<Draft> draft(
            LakeTable table,
            PinnedOperations pinned,
            Fence.Open open,
            CheckpointCommit commit,
            Optional<NotesFile> notes) {
        BaseTable iceberg = (BaseTable) table.iceberg();
        BaseTable judged = new BaseTable(pinned, iceberg.name(), iceberg.reporter());
        Transaction transaction = judged.newTransaction();
        SchemaSteps schema = new SchemaSteps(names, transaction, commit);
        boolean hold = commit.startsAnew() || commit.files().deletesHoldOn(judged, commit.branch(names));
        if (!schema.adopt() || !hold) {
            return Optional.empty();
        }
        StandingChanges changes = StandingChanges.of(table.name(), judged, open, commit);
        SavedCheckpoint saved = new CheckpointTransaction(names, transaction, changes.all())
                .add(commit, schema, notes, open.predecessor());
        // Before the answer, which may be lost: a rollback from this checkpoint shows that it was given.
        lineage.remember(table.name(), commit.checkpoint().id(), commit.predecessors());
        return Optional.of(
                new Draft(table.name(), commit.files(), parent(judged, commit), transaction, saved, changes));
    }

    private OptionalLong parent(Table judged, CheckpointCommit commit) {
        Snapshot head = judged.snapshot(commit.branch(names));
        return head == null ? OptionalLong.empty() : OptionalLong.of(head.snapshotId());
    }
}
