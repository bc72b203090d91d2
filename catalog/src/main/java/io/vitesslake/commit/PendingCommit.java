package io.vitesslake.commit;

import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.tables.LakeTable;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableOperations;

/** A checkpoint of one table on its way into the lake, through all attempts. */
record PendingCommit(LakeTable table, CheckpointCommit commit, Optional<NotesFile> notes) {

    static PendingCommit of(CheckpointNames names, LakeTable table, CheckpointCommit commit) {
        return new PendingCommit(table, commit, NotesFile.of(names, commit, operations(table)));
    }

    String name() {
        return table.name();
    }

    TableOperations operations() {
        return operations(table);
    }

    private static TableOperations operations(LakeTable table) {
        return ((BaseTable) table.iceberg()).operations();
    }

    /** Deletes what was written and has nothing to do in the lake after this outcome, but the files of the batch. */
    void tidyAfter(CommitOutcome outcome) {
        if (outcome.kind() != CommitOutcome.Kind.COMMITTED) {
            notes.ifPresent(NotesFile::discard);
        } else if (commit.startsAnew()) {
            commit.files().discardDeletes();
        }
    }
}
