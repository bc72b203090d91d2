package io.vitesslake.write;

import io.vitesslake.index.KeyBatch;
import io.vitesslake.index.KeyIndex;
import io.vitesslake.index.KeyRows;
import io.vitesslake.index.LiveFile;
import io.vitesslake.index.LiveFiles;
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
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.TypeUtil;

/**
 * Deletes by key of one snapshot, turned into deletes by position, which cost readers next to nothing. Not thread-safe.
 *
 * <p>Invariant: deletes go only when each row that they reach is dead by position. Iceberg's rules for what they reach: data of a lower
 * sequence number, in the same partition of the same spec or anywhere when their spec has no partitions (table spec, section Scan
 * Planning).
 */
public final class DeleteConversion {

    private final WriteOptions options;
    private final Schema key;
    private final List<DeleteFile> old;
    private final Map<String, PositionDeleteIndex> found = new HashMap<>();
    private final Set<String> seen = new HashSet<>();

    private DeleteConversion(Schema key, List<DeleteFile> old, WriteOptions options) {
        this.options = options;
        this.key = key;
        this.old = old;
    }

    /**
     * Finds the rows that deletes by the table's key reach; others are left alone.
     *
     * @param fewest delete files that are worth it; at least 1
     * @return empty when there are fewer
     * @throws IOException when keys cannot be indexed on this machine
     * @throws UncheckedIOException or another of Iceberg, when the lake fails
     */
    public static Optional<DeleteConversion> of(
            Table table, Snapshot snapshot, int fewest, KeyIndex index, WriteOptions options) throws IOException {
        Schema key = TypeUtil.select(table.schema(), table.schema().identifierFieldIds());
        List<DeleteFile> old = byKey(table, snapshot);
        if (old.size() < fewest) {
            return Optional.empty();
        }
        LiveFiles files = new LiveFiles(index);
        files.moveTo(table, snapshot.snapshotId(), key);
        DeleteConversion conversion = new DeleteConversion(key, old, options);
        conversion.find(table, files);
        return Optional.of(conversion);
    }

    /** The delete files of a snapshot that can be converted. */
    public static List<DeleteFile> byKey(Table table, Snapshot snapshot) {
        Set<Integer> columns = table.schema().identifierFieldIds();
        List<DeleteFile> files = new ArrayList<>();
        for (ManifestFile manifest : snapshot.deleteManifests(table.io())) {
            try (CloseableIterable<DeleteFile> deletes =
                    ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
                for (DeleteFile delete : deletes) {
                    if (delete.content() == FileContent.EQUALITY_DELETES
                            && delete.format() == FileFormat.PARQUET
                            && new HashSet<>(delete.equalityFieldIds()).equals(columns)) {
                        files.add(delete.copy());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot list the deletes in " + manifest.path(), e);
            }
        }
        return files;
    }

    private void find(Table table, LiveFiles files) throws IOException {
        files.all().forEach(file -> seen.add(file.data().location()));
        for (DeleteFile delete : old) {
            try {
                KeyRows.deletedBy(table.io(), delete, key, keys -> find(table, files, delete, keys));
            } catch (NotIndexed e) {
                throw e.getCause();
            }
        }
    }

    private void find(Table table, LiveFiles files, DeleteFile delete, KeyBatch keys) {
        try {
            files.find(
                    table,
                    key,
                    keys,
                    file -> reaches(table, delete, file.data()),
                    (file, position) -> found.computeIfAbsent(file.data().location(), f -> LiveFile.none())
                            .delete(position));
        } catch (IOException e) {
            throw new NotIndexed(e);
        }
    }

    private static boolean reaches(Table table, DeleteFile delete, DataFile data) {
        if (data.dataSequenceNumber() >= delete.dataSequenceNumber()) {
            return false;
        }
        if (table.specs().get(delete.specId()).isUnpartitioned()) {
            return true;
        }
        return delete.specId() == data.specId() && isSame(table, delete, data.partition());
    }

    private static boolean isSame(Table table, DeleteFile delete, StructLike partition) {
        return Comparators.forType(table.specs().get(delete.specId()).partitionType())
                        .compare(delete.partition(), partition)
                == 0;
    }

    /** Number of delete files that go. */
    public int deletes() {
        return old.size();
    }

    /**
     * What to commit on top of the newest snapshot.
     *
     * @param live data files of that snapshot, by location
     * @return empty when it does not fit any more: somebody else has rewritten files that the deletes may still reach
     * @throws UncheckedIOException or another of Iceberg, when the lake fails
     */
    public Optional<Replacement> on(Table table, Map<String, LiveFile> live) {
        long newest = 0;
        for (DeleteFile delete : old) {
            newest = Math.max(newest, delete.dataSequenceNumber());
        }
        for (LiveFile file : live.values()) {
            DataFile data = file.data();
            if (!seen.contains(data.location()) && data.dataSequenceNumber() < newest) {
                return Optional.empty();
            }
        }
        return Optional.of(NewDeletes.write(table, options, files -> write(table, live, files)));
    }

    private Replacement write(Table table, Map<String, LiveFile> live, PositionFiles files) throws IOException {
        List<DeleteFile> oldDeletes = new ArrayList<>(old);
        List<DeleteFile> deletes = new ArrayList<>();
        for (Map.Entry<String, PositionDeleteIndex> each : found.entrySet()) {
            LiveFile file = live.get(each.getKey());
            PositionDeleteIndex newlyDead = file == null ? LiveFile.none() : newlyDead(table, file, each.getValue());
            if (newlyDead.isNotEmpty()) {
                LiveFiles.Change change = files.delete(file, newlyDead);
                oldDeletes.addAll(change.removed());
                deletes.addAll(change.added());
            }
        }
        return new Replacement(List.of(), oldDeletes, List.of(), deletes, 0);
    }

    private static PositionDeleteIndex newlyDead(Table table, LiveFile file, PositionDeleteIndex positions) {
        PositionDeleteIndex dead = file.dead(table.io());
        PositionDeleteIndex newlyDead = LiveFile.none();
        positions.forEach(position -> {
            if (!dead.isDeleted(position)) {
                newlyDead.delete(position);
            }
        });
        return newlyDead;
    }

    /** Carries the failure through a callback. */
    private static final class NotIndexed extends RuntimeException {

        private static final long serialVersionUID = 1;

        NotIndexed(IOException cause) {
            super(cause);
        }

        @Override
        public synchronized IOException getCause() {
            return (IOException) super.getCause();
        }
    }
}
