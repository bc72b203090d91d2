package io.vitesslake.mirror;

import io.vitesslake.commit.Requested;
import io.vitesslake.tables.LakeTable;
import java.util.Optional;
import java.util.UUID;

/**
 * What the lake holds of a table at the start.
 *
 * @param table the lake table; empty when there is none yet
 * @param saved its newest checkpoint; empty when it has none
 * @param recopy the newest checkpoint of a copy that is to replace it; empty when there is none
 * @param requested what people want done with it
 */
record LakeState(
        Optional<LakeTable> table, Optional<SavedCursor> saved, Optional<SavedCursor> recopy, Requested requested) {

    static final LakeState NOTHING =
            new LakeState(Optional.empty(), Optional.empty(), Optional.empty(), Requested.NOTHING);

    /** The id of the copy that is to replace the table's rows, begun or not. */
    Optional<UUID> wantedCopy() {
        return requested
                .recopy()
                .or(() -> recopy.flatMap(branch -> branch.cursor().copy().recopy()));
    }

    /** What that copy starts from: the table as it is, and as much of the copy as there is. */
    LakeState ofCopy() {
        Optional<SavedCursor> begun =
                recopy.filter(branch -> branch.cursor().copy().recopy().equals(wantedCopy()));
        return new LakeState(table, begun, Optional.empty(), Requested.NOTHING);
    }
}
