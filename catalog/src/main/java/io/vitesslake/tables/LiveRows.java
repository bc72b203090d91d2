package io.vitesslake.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.DeleteLoader;
import org.apache.iceberg.data.GenericDeleteFilter;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.PartitionUtil;
import org.apache.iceberg.util.StructLikeWrapper;

/**
 * The rows of a snapshot's data files that readers see, through Iceberg's readers and delete filters, file by file from the newest to
 * the oldest, so that each delete file is read once ({@link GrowingDeletes}). Holds the keys of one partition's equality deletes. Not
 * thread-safe.
 */
public final class LiveRows {

    private final Table table;
    private final Schema schema;

    /** @param schema of the rows; columns by field id */
    public LiveRows(Table table, Schema schema) {
        this.table = table;
        this.schema = schema;
    }

    /**
     * The data files of a snapshot, each with the deletes that apply to it.
     *
     * @throws UncheckedIOException when the lake does not give them
     */
    public static List<FileScanTask> files(Table table, long snapshotId) {
        List<FileScanTask> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> planned =
                table.newScan().useSnapshot(snapshotId).planFiles()) {
            planned.forEach(files::add);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot list the files of snapshot " + snapshotId + " of " + table.name() + ": " + e, e);
        }
    }

    /**
     * Reads files of one snapshot.
     *
     * @param row receives each live row, whose first columns are those of the schema, and the file that holds it; the record is the
     *     receiver's
     * @throws UncheckedIOException when the lake does not give them
     */
    public void read(Collection<FileScanTask> files, BiConsumer<Record, FileScanTask> row) {
        List<FileScanTask> newestFirst = files.stream()
                .sorted(Comparator.comparing(
                        (FileScanTask task) -> task.file().dataSequenceNumber(), Comparator.reverseOrder()))
                .toList();
        for (List<FileScanTask> partition : byPartition(newestFirst)) {
            GrowingDeletes deletes = new GrowingDeletes(table.io()::newInputFile);
            partition.forEach(file -> read(file, deletes, row));
        }
    }

    /** Files of one partition of one spec each, in the order given. */
    public static Collection<List<FileScanTask>> byPartition(Collection<FileScanTask> files) {
        return files.stream()
                .collect(Collectors.groupingBy(LiveRows::partition))
                .values();
    }

    private static Map.Entry<Integer, StructLikeWrapper> partition(FileScanTask task) {
        return Map.entry(
                task.spec().specId(),
                StructLikeWrapper.forType(task.spec().partitionType())
                        .set(task.file().partition()));
    }

    private void read(FileScanTask task, DeleteLoader deletes, BiConsumer<Record, FileScanTask> row) {
        GenericDeleteFilter filter = new GenericDeleteFilter(table.io(), task, table.schema(), schema) {
            @Override
            protected DeleteLoader newDeleteLoader() {
                return deletes;
            }
        };
        try (CloseableIterable<Record> live = filter.filter(open(task, filter.requiredSchema()))) {
            live.forEach(record -> row.accept(record, task));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + task.file().location() + ": " + e, e);
        }
    }

    private CloseableIterable<Record> open(FileScanTask task, Schema required) {
        ReadBuilder<Record, Object> reader = FormatModelRegistry.readBuilder(
                task.file().format(), Record.class, table.io().newInputFile(task.file()));
        return reader.project(required)
                .idToConstant(PartitionUtil.constantsMap(task, IdentityPartitionConverters::convertConstant))
                .build();
    }
}
