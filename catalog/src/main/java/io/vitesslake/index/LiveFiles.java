package io.vitesslake.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The data files of one snapshot of a branch, and where in them rows of given keys are. Follows the branch by what this writer
 * commits; whenever somebody else did, it reads the snapshot anew. One thread at a time.
 */
public final class LiveFiles {

    private final KeyIndex index;
    private OptionalLong snapshotId = OptionalLong.empty();
    private List<LiveFile> files = new ArrayList<>();

    public LiveFiles(KeyIndex index) {
        this.index = index;
    }

    /** Receives a row that is to be found. */
    public interface Found {

        void row(LiveFile file, long position);
    }

    /** What one commit changes in a data file that was there before. */
    public record Change(
            LiveFile file, List<DeleteFile> removed, List<DeleteFile> added, PositionDeleteIndex newlyDead) {}

    public List<LiveFile> all() {
        return List.copyOf(files);
    }

    /** Whether this is the snapshot of these files. */
    public boolean areOf(long id) {
        return snapshotId.equals(OptionalLong.of(id));
    }

    /**
     * Makes these the files of a snapshot.
     *
     * @throws UncheckedIOException or another of Iceberg, when the lake does not give them
     */
    public void moveTo(Table table, long id, Schema key) {
        if (areOf(id)) {
            return;
        }
        snapshotId = OptionalLong.empty();
        List<LiveFile> next = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan()
                .useSnapshot(id)
                .includeColumnStats(key.columns().stream()
                        .map(column -> table.schema().findColumnName(column.fieldId()))
                        .filter(name -> name != null)
                        .toList())
                .planFiles()) {
            tasks.forEach(task -> next.add(new LiveFile(task.file(), positional(table, task))));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files of snapshot " + id + " of " + table.name(), e);
        }
        files = next;
        snapshotId = OptionalLong.of(id);
    }

    /**
     * Copies that do not say in which manifest they were found: a later snapshot may have merged it away, and Iceberg would look
     * for a file to remove nowhere else.
     */
    private static List<DeleteFile> positional(Table table, FileScanTask task) {
        return task.deletes().stream()
                .filter(file -> file.content() == FileContent.POSITION_DELETES)
                .map(file -> FileMetadata.deleteFileBuilder(table.specs().get(file.specId()))
                        .copy(file)
                        .build())
                .toList();
    }

    /**
     * Finds the rows that are not dead. A row that only an equality delete removed is found too.
     *
     * @throws IOException when keys cannot be indexed on this machine
     * @throws RuntimeException of Iceberg, when the lake does not give a file
     */
    public void find(Table table, Schema key, KeyBatch keys, Found found) throws IOException {
        find(table, key, keys, file -> true, found);
    }

    /**
     * As {@link #find(Table, Schema, KeyBatch, Found)}, in some of the files.
     *
     * @param in chooses them
     */
    public void find(Table table, Schema key, KeyBatch keys, Predicate<LiveFile> in, Found found) throws IOException {
        for (LiveFile file : files) {
            if (in.test(file) && keys.mayBeIn(file.data())) {
                KeyFile positions = index.of(table.io(), file.data(), key);
                for (int i = 0; i < keys.size(); i++) {
                    positions.find(keys.high(i), keys.low(i), position -> {
                        if (!file.dead(table.io()).isDeleted(position)) {
                            found.row(file, position);
                        }
                    });
                }
            }
        }
    }

    /** Follows a commit of this writer on top of the snapshot. */
    public void follow(long next, List<DataFile> added, List<Change> changes) {
        changes.forEach(change -> change.file().change(change.removed(), change.added(), change.newlyDead()));
        added.forEach(file -> files.add(new LiveFile(file, List.of())));
        snapshotId = OptionalLong.of(next);
    }
}
