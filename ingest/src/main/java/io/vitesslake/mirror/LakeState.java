package io.vitesslake.mirror;

import io.vitesslake.tables.LakeTable;
import java.util.Optional;

/**
 * What the lake holds of a table at the start.
 *
 * @param table the lake table; empty when there is none yet
 * @param saved its newest checkpoint; empty when it has none
 */
record LakeState(Optional<LakeTable> table, Optional<TableSync.SavedCursor> saved) {}
