package io.vitesslake.commit;

import io.vitesslake.checkpoint.SavedCheckpoint;

/** What became of a commit. An outcome that stays unknown is no outcome but an exception. */
public sealed interface CommitOutcome {

    /** For switches without default. */
    enum Kind {
        COMMITTED,
        FENCED,
        ROLLED_BACK,
        SCHEMA_MOVED,
        BRANCH_LOST
    }

    Kind kind();

    /** The checkpoint is in the lake. */
    record Committed(CommitReceipt receipt) implements CommitOutcome {
        @Override
        public Kind kind() {
            return Kind.COMMITTED;
        }
    }

    /**
     * The table is not where this writer left it, and not behind it either: stop. Nothing will be committed, so the files may be
     * discarded, which spares those whose commit may have happened before ({@link io.vitesslake.write.WrittenFiles#doubt}).
     *
     * @param what what was found, when, by whom, and the way out; a whole message
     */
    record Fenced(String what) implements CommitOutcome {
        @Override
        public Kind kind() {
            return Kind.FENCED;
        }
    }

    /**
     * Somebody rolled the table back to an earlier checkpoint of this writer: drop what is buffered and resume from there.
     * Nothing was committed, so the files may be discarded.
     */
    record RolledBack(SavedCheckpoint to) implements CommitOutcome {
        @Override
        public Kind kind() {
            return Kind.ROLLED_BACK;
        }
    }

    /**
     * Somebody changed the table's schema or partitioning so that the files are no longer right: plan again, write the batch
     * again. Nothing was committed, so the files may be discarded.
     */
    record SchemaMoved() implements CommitOutcome {
        @Override
        public Kind kind() {
            return Kind.SCHEMA_MOVED;
        }
    }

    /**
     * The branch of a new copy is missing or holds another checkpoint than expected: that copy starts anew. Nothing was
     * committed, so the files may be discarded.
     */
    record BranchLost(String what) implements CommitOutcome {
        @Override
        public Kind kind() {
            return Kind.BRANCH_LOST;
        }
    }
}
