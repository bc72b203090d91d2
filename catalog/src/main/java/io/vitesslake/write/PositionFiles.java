package io.vitesslake.write;

import io.vitesslake.index.LiveFile;
import io.vitesslake.index.LiveFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.DVFileWriter;
import org.apache.iceberg.deletes.Deletes;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.ContentFileUtil;

/**
 * Writes deletes by position: a deletion vector for each data file that loses rows, or a position-delete file of its own in format
 * version 2. Each holds what was deleted before, too, as far as that saves readers files. Not thread-safe.
 */
final class PositionFiles {

    private static final int VECTORS_SINCE = 3;
    // Each is read by whoever reads the data file; merged at every commit they would be written n²/2 times.
    private static final int MOST_FILES = 8;

    private final Table table;
    private final Map<String, String> properties;
    private final NewFiles files;
    private final boolean vectors;

    PositionFiles(Table table, Map<String, String> properties, NewFiles files) {
        this.table = table;
        this.properties = properties;
        this.files = files;
        this.vectors = ((HasTableOperations) table).operations().current().formatVersion() >= VECTORS_SINCE;
    }

    /**
     * Deletes rows of a file of the table.
     *
     * @param newlyDead not empty
     */
    LiveFiles.Change delete(LiveFile file, PositionDeleteIndex newlyDead) throws IOException {
        List<DeleteFile> before = ofOneFile(file.deletes());
        boolean merge = vectors || before.size() >= MOST_FILES;
        PositionDeleteIndex positions = merge ? union(newlyDead, file) : newlyDead;
        return new LiveFiles.Change(
                file, merge ? before : List.of(), List.of(delete(file.data(), positions)), newlyDead);
    }

    /** Deletes rows of a file that has lost none. */
    DeleteFile delete(DataFile data, PositionDeleteIndex positions) throws IOException {
        return vectors ? vector(data, positions) : file(data, positions);
    }

    /**
     * In a file of its own: when one vector is replaced, Iceberg's expiry deletes the file that it was in, though others in it are in
     * use (1.12, IncrementalFileCleanup).
     */
    private DeleteFile vector(DataFile data, PositionDeleteIndex positions) throws IOException {
        DVFileWriter writer = Deletes.writeDVs(files.puffin(), location -> null);
        try (writer) {
            writer.delete(data.location(), positions, specOf(data), data.partition());
        }
        return writer.result().deleteFiles().get(0);
    }

    private DeleteFile file(DataFile data, PositionDeleteIndex positions) throws IOException {
        PositionDeleteWriter<Void> writer = open(data);
        try (writer) {
            PositionDelete<Void> each = PositionDelete.create();
            positions.forEach(position -> writer.write(each.set(data.location(), position)));
        }
        return FileMetadata.deleteFileBuilder(specOf(data))
                .copy(writer.toDeleteFile())
                .withReferencedDataFile(data.location())
                .build();
    }

    private PositionDeleteWriter<Void> open(DataFile data) throws IOException {
        EncryptedOutputFile file = files.parquet(specOf(data), data.partition());
        return Parquet.writeDeletes(file)
                .setAll(properties)
                .metricsConfig(MetricsConfig.forPositionDelete())
                .withSpec(specOf(data))
                .withPartition(data.partition())
                .withKeyMetadata(file.keyMetadata())
                .buildPositionWriter();
    }

    private PositionDeleteIndex union(PositionDeleteIndex positions, LiveFile file) {
        PositionDeleteIndex all = LiveFile.none();
        all.merge(positions);
        all.merge(file.dead(table.io()));
        return all;
    }

    /** Those that another one can take the place of; what speaks of other data files too has to stay. */
    static List<DeleteFile> ofOneFile(List<DeleteFile> deletes) {
        List<DeleteFile> chosen = new ArrayList<>(deletes);
        chosen.removeIf(file -> !ContentFileUtil.isFileScoped(file));
        return chosen;
    }

    private PartitionSpec specOf(DataFile data) {
        return table.specs().get(data.specId());
    }
}
