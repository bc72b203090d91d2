package io.vitesslake.mirror;

import io.vitesslake.change.SchemaChange;
import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import io.vitesslake.commit.Placement;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.source.Shard;
import io.vitesslake.tables.LakeTable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;

/**
 * One table's part of a checkpoint, ready to be written and committed by another thread.
 *
 * @param setup how the table is mirrored
 * @param origin where it comes from and goes to
 * @param columns columns of the rows, and of the table; empty when only the state changes
 * @param batch sealed changes; empty when the checkpoint moves the cursor alone
 * @param cursor the cursor to save; with columns, still without shapes and with the rows and losses before the batch
 * @param notes touched keys; empty when there are none
 */
record TableCut(
        TableSetup setup,
        Origin origin,
        Optional<Columns> columns,
        Optional<TableBatch> batch,
        TableCursor cursor,
        Optional<byte[]> notes) {

    /**
     * @param id of the {@link TableSync}
     * @param lake the lake table; empty when it is still to be created
     * @param placement where in the lake table it goes
     * @param parentId the checkpoint it follows; empty for the first
     */
    record Origin(int id, Optional<LakeTable> lake, Placement placement, Optional<UUID> parentId) {}

    /** What becomes of the lake's columns. */
    SchemaChange change() {
        return columns.map(Columns::change).orElse(SchemaChange.NONE);
    }

    /**
     * @param shape shape of the rows
     * @param names by shard: source column → lake column as it is named behind the change
     * @param change what the checkpoint does to the lake's columns
     * @param superseded lake columns that a new copy has no use for, since their source columns have other names
     * @param losses counts what the batch loses when it is written, and nothing else meanwhile
     */
    record Columns(
            TableShape shape,
            SortedMap<Shard, Map<String, String>> names,
            SchemaChange change,
            Set<String> superseded,
            ValueLosses losses) {}

    String table() {
        return setup.table();
    }
}
