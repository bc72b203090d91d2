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
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.DVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.util.ContentFileUtil;
import org.apache.iceberg.util.StructProjection;

/**
 * The deletes of one batch by the positions of the rows: a deletion vector for each data file that loses rows, or a position-delete file
 * of its own in format version 2. Each holds what was deleted before, too, as far as that saves readers files. Not thread-safe.
 */
final class PositionDeletes {

    private static final int VECTORS_SINCE = 3;
    // Each is read by whoever reads the data file; merged at every commit they would be written n²/2 times.
    private static final int MOST_FILES = 8;

    private final Table table;
    private final LiveFiles live;
    private final FileMaker maker;
    private final RowStruct row;
    private final Schema key;
    private final StructProjection keyOfRow;
    private final KeyBatch keys;
    private final boolean vectors;
    private final Map<LiveFile, PositionDeleteIndex> found = new LinkedHashMap<>();

    /** @param live of the snapshot that the batch is added to */
    PositionDeletes(Table table, Schema schema, RowStruct row, LiveFiles live, FileMaker maker) {
        this.table = table;
        this.live = live;
        this.maker = maker;
        this.row = row;
        this.key = TypeUtil.select(schema, schema.identifierFieldIds());
        this.keyOfRow = StructProjection.create(schema, key);
        this.keys = new KeyBatch(key);
        this.vectors = ((HasTableOperations) table).operations().current().formatVersion() >= VECTORS_SINCE;
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
            LiveFile file = each.getKey();
            List<DeleteFile> before = ofOneFile(file.deletes());
            boolean merge = vectors || before.size() >= MOST_FILES;
            PositionDeleteIndex positions = merge ? union(each.getValue(), file) : each.getValue();
            DeleteFile written = vectors ? vector(file.data(), positions) : file(file.data(), positions);
            changes.add(new LiveFiles.Change(file, merge ? before : List.of(), List.of(written), each.getValue()));
        }
        return changes;
    }

    /**
     * In a file of its own: when one vector is replaced, Iceberg's expiry deletes the file that it was in, though others in it are in
     * use (1.12, IncrementalFileCleanup).
     */
    private DeleteFile vector(DataFile data, PositionDeleteIndex positions) throws IOException {
        DVFileWriter writer = maker.deletionVector();
        try (writer) {
            writer.delete(data.location(), positions, specOf(data), data.partition());
        }
        return writer.result().deleteFiles().get(0);
    }

    private DeleteFile file(DataFile data, PositionDeleteIndex positions) throws IOException {
        PositionDeleteWriter<Void> writer = maker.positions(specOf(data), data.partition());
        try (writer) {
            PositionDelete<Void> each = PositionDelete.create();
            positions.forEach(position -> writer.write(each.set(data.location(), position)));
        }
        return FileMetadata.deleteFileBuilder(specOf(data))
                .copy(writer.toDeleteFile())
                .withReferencedDataFile(data.location())
                .build();
    }

    private PositionDeleteIndex union(PositionDeleteIndex positions, LiveFile file) {
        PositionDeleteIndex all = LiveFile.none();
        all.merge(positions);
        all.merge(file.dead(table.io()));
        return all;
    }

    /** Those that another one can take the place of; what speaks of other data files too has to stay. */
    private static List<DeleteFile> ofOneFile(List<DeleteFile> deletes) {
        List<DeleteFile> chosen = new ArrayList<>(deletes);
        chosen.removeIf(file -> !ContentFileUtil.isFileScoped(file));
        return chosen;
    }

    private PartitionSpec specOf(DataFile data) {
        return table.specs().get(data.specId());
    }
}
