package io.vitesslake.write;

import io.vitesslake.change.RowBlock;
import io.vitesslake.index.KeyBatch;
import io.vitesslake.index.LiveFile;
import io.vitesslake.index.LiveFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.util.StructProjection;

/** The deletes of one batch by the positions of the rows. Not thread-safe. */
final class PositionDeletes {

    private final Table table;
    private final LiveFiles live;
    private final PositionFiles files;
    private final RowStruct row;
    private final Schema key;
    private final StructProjection keyOfRow;
    private final KeyBatch keys;
    private final Map<LiveFile, PositionDeleteIndex> found = new LinkedHashMap<>();

    /** @param live of the snapshot that the batch is added to */
    PositionDeletes(Table table, Schema schema, RowStruct row, LiveFiles live, PositionFiles files) {
        this.table = table;
        this.live = live;
        this.files = files;
        this.row = row;
        this.key = TypeUtil.select(schema, schema.identifierFieldIds());
        this.keyOfRow = StructProjection.create(schema, key);
        this.keys = new KeyBatch(key);
    }

    Schema key() {
        return key;
    }

    /** @throws IOException when keys cannot be indexed on this machine; what was found until then is deleted all the same */
    void write(RowBlock deletes) throws IOException {
        keys.clear();
        for (int i = 0; i < deletes.rowCount(); i++) {
            deletes.seek(i);
            keys.add(keyOfRow.wrap(row.wrap(deletes)));
        }
        live.find(
                table,
                key,
                keys,
                (file, position) ->
                        found.computeIfAbsent(file, f -> LiveFile.none()).delete(position));
    }

    /** Writes the files, and tells what they change. */
    List<LiveFiles.Change> finish() throws IOException {
        List<LiveFiles.Change> changes = new ArrayList<>();
        for (Map.Entry<LiveFile, PositionDeleteIndex> each : found.entrySet()) {
            changes.add(files.delete(each.getKey(), each.getValue()));
        }
        return changes;
    }
}
