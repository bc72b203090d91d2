package io.vitesslake.mirror;

import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import io.vitesslake.commit.Placement;
import io.vitesslake.source.Shard;
import io.vitesslake.tables.LakeTable;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One table's part of a checkpoint, ready to be written and committed by another thread.
 *
 * @param setup how the table is mirrored
 * @param origin where it comes from and goes to
 * @param shape shape of the rows
 * @param batch sealed changes; empty when the checkpoint moves the cursor alone
 * @param cursor the cursor to save, still without shapes and with the rows before the batch
 * @param columns names of the columns of each shard
 * @param notes touched keys; empty when there are none
 */
record TableCut(
        TableSetup setup,
        Origin origin,
        TableShape shape,
        Optional<TableBatch> batch,
        TableCursor cursor,
        SortedMap<Shard, Set<String>> columns,
        Optional<byte[]> notes) {

    /**
     * @param id of the {@link TableSync}
     * @param lake the lake table; empty when it is still to be created
     * @param placement where in the lake table it goes
     * @param parentId the checkpoint it follows; empty for the first
     */
    record Origin(int id, Optional<LakeTable> lake, Placement placement, Optional<UUID> parentId) {}

    TableCut {
        columns = new TreeMap<>(columns);
    }

    String table() {
        return setup.table();
    }
}
