package io.vitesslake.commit;

import java.util.Optional;
import java.util.UUID;

/**
 * Where in a table a checkpoint goes. A table is copied again on a branch of its own, so that readers see the old rows until
 * the new copy is complete.
 */
public sealed interface Placement {

    /** For switches without default. */
    enum Kind {
        MAIN,
        MAIN_ANEW,
        BRANCH_START,
        BRANCH,
        SWAP
    }

    Kind kind();

    /** On top of what readers see. */
    record Main() implements Placement {
        @Override
        public Kind kind() {
            return Kind.MAIN;
        }
    }

    /** On top of what readers see, of which no row is left: an unfinished first copy starts anew. */
    record MainAnew() implements Placement {
        @Override
        public Kind kind() {
            return Kind.MAIN_ANEW;
        }
    }

    /**
     * The first snapshot of a new copy: the branch is forked off what readers see, or forked anew, and all its rows are removed.
     * The checkpoint's parent is the one that readers see.
     */
    record BranchStart() implements Placement {
        @Override
        public Kind kind() {
            return Kind.BRANCH_START;
        }
    }

    /** On top of the branch. The checkpoint's parent is the newest one of the branch. */
    record Branch() implements Placement {
        @Override
        public Kind kind() {
            return Kind.BRANCH;
        }
    }

    /**
     * On top of the branch, which in the same commit becomes what readers see, and is then gone. The checkpoint's parent is the
     * newest one of the branch.
     *
     * @param main the checkpoint that readers are expected to see until then; empty for none
     * @param request the request for a new copy that is met by this; another one stays
     */
    record Swap(Optional<UUID> main, Optional<UUID> request) implements Placement {
        @Override
        public Kind kind() {
            return Kind.SWAP;
        }
    }

    Placement MAIN = new Main();
    Placement MAIN_ANEW = new MainAnew();
    Placement BRANCH_START = new BranchStart();
    Placement BRANCH = new Branch();
}
