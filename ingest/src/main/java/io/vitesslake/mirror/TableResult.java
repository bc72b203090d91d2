package io.vitesslake.mirror;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.tables.LakeTable;
import java.util.List;

/** What became of one table's part of a checkpoint. */
sealed interface TableResult {

    TableCut cut();

    /**
     * It is durable.
     *
     * @param lake the lake table as it is now
     * @param saved what the lake holds now
     * @param counts net changes in it
     * @param foreignChanges what others changed in the rows since the last checkpoint, described
     */
    record Saved(TableCut cut, LakeTable lake, SavedCursor saved, ChangeCounts counts, List<String> foreignChanges)
            implements TableResult {}

    /** An operator rolled the table back; nothing was written. */
    record RolledBack(TableCut cut, SavedCursor to) implements TableResult {}

    /** The branch that it was to go to is not as this process left it; nothing was written. */
    record BranchLost(TableCut cut, String what) implements TableResult {}

    /** The table cannot take this; nothing was written. Other tables go on. */
    record Refused(TableCut cut, CodedException error) implements TableResult {}
}
