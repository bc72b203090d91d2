package io.vitesslake.commit;

import io.vitesslake.checkpoint.SavedCheckpoint;

/**
 * What became of a commit. An outcome that stays unknown is no outcome but an exception. Unless it is {@link Committed}, nothing was
 * committed by this attempt, and the files may be discarded: that spares those of which an earlier attempt may have made use
 * ({@link io.vitesslake.write.WrittenFiles#doubt}).
 */
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
     * The table is not where this writer left it, and not behind it either: stop.
     *
     * @param what what was found, when, by whom, and the way out; a whole message
     */
    record Fenced(String what) implements CommitOutcome {
        @Override
        public Kind kind() {
            return Kind.FENCED;
        }
    }

    /** Somebody rolled the table back to an earlier checkpoint of this writer: drop what is buffered and resume from there. */
    record RolledBack(SavedCheckpoint to) implements CommitOutcome {
        @Override
        public Kind kind() {
            return Kind.ROLLED_BACK;
        }
    }

    /**
     * Somebody changed the table's schema or partitioning so that the files are no longer right: plan again, write the batch
     * again.
     */
    record SchemaMoved() implements CommitOutcome {
        @Override
        public Kind kind() {
            return Kind.SCHEMA_MOVED;
        }
    }

    /** The branch of a new copy is missing or holds another checkpoint than expected: that copy starts anew. */
    record BranchLost(String what) implements CommitOutcome {
        @Override
        public Kind kind() {
            return Kind.BRANCH_LOST;
        }
    }
}
