package io.vitesslake.write;

import io.vitesslake.index.LiveFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.PositionDeleteIndex;

/**
 * Data files of one partition, written anew without the rows that were dead in one snapshot. Whatever is committed meanwhile, they can
 * take the place of the old ones: deletes by key apply to them as to the old ones, and deletes by position are moved to where the rows
 * went. Not thread-safe.
 */
public final class Compaction {

    private final WriteOptions options;
    private final int schemaId;
    private final long sequenceNumber;
    private final List<DataFile> old;
    private final List<DataFile> data;
    private final RowMoves moves;

    private Compaction(
            Table table, Snapshot snapshot, List<FileScanTask> old, LiveRowWriter rows, WriteOptions options) {
        this.options = options;
        this.schemaId = table.schema().schemaId();
        this.sequenceNumber = snapshot.sequenceNumber();
        List<DataFile> files = new ArrayList<>();
        old.forEach(task -> files.add(task.file()));
        this.old = List.copyOf(files);
        this.moves = rows.write();
        this.data = rows.data();
    }

    /**
     * Writes the live rows of files.
     *
     * @param old files of one spec and partition, as planned for the snapshot, not empty
     * @throws UncheckedIOException or another of Iceberg, when the lake fails. No file is left behind
     */
    public static Compaction of(Table table, Snapshot snapshot, List<FileScanTask> old, WriteOptions options) {
        return new Compaction(table, snapshot, old, new LiveRowWriter(table, old, options), options);
    }

    /**
     * What to commit on top of the newest snapshot.
     *
     * @param live data files of that snapshot, by location
     * @return empty when it does not fit any more: somebody else has rewritten a file, or changed the columns
     * @throws UncheckedIOException or another of Iceberg, when the lake fails
     */
    public Optional<Replacement> on(Table table, Map<String, LiveFile> live) {
        Set<String> locations = new HashSet<>();
        old.forEach(file -> locations.add(file.location()));
        if (table.schema().schemaId() != schemaId || !live.keySet().containsAll(locations)) {
            return Optional.empty();
        }
        List<DeleteFile> oldDeletes = new ArrayList<>();
        Map<Integer, PositionDeleteIndex> dead = new HashMap<>();
        for (DataFile file : old) {
            LiveFile now = live.get(file.location());
            oldDeletes.addAll(PositionFiles.ofOneFile(now.deletes()));
            moves.move(file.location(), now.dead(table.io()), dead);
        }
        List<DeleteFile> deletes = NewDeletes.write(table, options, files -> write(files, dead));
        return Optional.of(new Replacement(old, oldDeletes, data, deletes, sequenceNumber));
    }

    private List<DeleteFile> write(PositionFiles files, Map<Integer, PositionDeleteIndex> dead) throws IOException {
        List<DeleteFile> deletes = new ArrayList<>();
        for (Map.Entry<Integer, PositionDeleteIndex> each : dead.entrySet()) {
            deletes.add(files.delete(data.get(each.getKey()), each.getValue()));
        }
        return deletes;
    }

    /** Number of new data files. */
    public int files() {
        return data.size();
    }

    /** Deletes the new data files from storage, as far as it lets us. When they were certainly not committed. */
    public void discard(Table table) {
        Discarded.delete(table.io(), data);
    }
}
