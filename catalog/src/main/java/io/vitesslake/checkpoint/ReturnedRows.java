package io.vitesslake.checkpoint;

import io.vitesslake.tables.LiveRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.util.StructLikeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds rewrites by others after which rows that we had deleted show again.
 *
 * <p>A rewrite reads files as of one snapshot. Equality deletes that are committed from then on must go on to apply to the files
 * that it writes. They do when these take the sequence number of that snapshot and lie in partitions of the same spec; but the
 * same commit may drop the delete files, since Iceberg drops those that are older than all data files and does not look at the
 * new ones (1.12, MergingSnapshotProducer.apply). Where metadata shows that no such delete is left without effect, which is the
 * rule, nothing is read. Else rows with the keys of just those deletes are counted in the files before and after: a rewrite must
 * not make them more. Cost: for each rewrite, the manifests of the snapshots before and after. Not thread-safe.
 */
public final class ReturnedRows {

    private static final Logger LOG = LoggerFactory.getLogger(ReturnedRows.class);

    // About 150 bytes each while they are compared.
    private static final long MAX_DELETED_KEYS = 300_000;

    private final Table table;

    /**
     * @param table as judged
     */
    public ReturnedRows(Table table) {
        this.table = table;
    }

    /** What a rewrite turned into what: files by location, each with the deletes that apply to it. */
    private record Rewrite(Map<String, FileScanTask> inputs, Map<String, FileScanTask> outputs) {

        private Stream<FileScanTask> all() {
            return Stream.concat(inputs.values().stream(), outputs.values().stream());
        }

        boolean isInParquet() {
            return all().allMatch(task -> task.file().format() == FileFormat.PARQUET);
        }

        /** Of all deletes that are held in memory while a file is read. */
        long deletedKeys() {
            Map<String, Long> keys = new HashMap<>();
            all().flatMap(task -> task.deletes().stream())
                    .forEach(delete -> keys.put(delete.location(), delete.recordCount()));
            return keys.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Of the files that a rewrite wrote, what decides which deletes apply to them. */
    private record Placing(int specId, long sequenceNumber) {}

    /**
     * Looks at the rewrites between a checkpoint and the current snapshot.
     *
     * @return one entry for each that shows deleted rows again, or of which that cannot be told, newest first
     */
    public List<ForeignChange> since(SavedCheckpoint saved) {
        List<ForeignChange> found = new ArrayList<>();
        Snapshot after = table.currentSnapshot();
        while (after.snapshotId() != saved.snapshotId()) {
            Optional<Snapshot> parent = Optional.ofNullable(after.parentId()).map(table::snapshot);
            // What was expired in between is looked at as one; the tag holds the checkpoint.
            Snapshot before = parent.orElse(table.snapshot(saved.snapshotId()));
            if (before == null) {
                found.add(ForeignChange.of(after, OptionalLong.empty()));
                return found;
            }
            if (parent.isEmpty() || DataOperations.REPLACE.equals(after.operation())) {
                OptionalLong rows = count(before, after, parent.isPresent());
                if (rows.isEmpty() || rows.getAsLong() > 0) {
                    found.add(ForeignChange.of(after, rows));
                }
            }
            after = before;
        }
        return found;
    }

    private OptionalLong count(Snapshot before, Snapshot after, boolean atOnce) {
        try {
            return returned(before, after, atOnce);
        } catch (NotFoundException e) {
            LOG.warn(
                    "Cannot look at the rewrite in snapshot {} of {}: {}",
                    after.snapshotId(),
                    table.name(),
                    e.toString());
            return OptionalLong.empty();
        }
    }

    private OptionalLong returned(Snapshot before, Snapshot after, boolean atOnce) {
        if (before.deleteManifests(table.io()).isEmpty()) {
            return OptionalLong.of(0);
        }
        Rewrite rewrite = rewrite(before, after);
        Map<Set<Integer>, List<DeleteFile>> suspects = suspects(rewrite, before, after, atOnce);
        if (suspects.isEmpty()) {
            return OptionalLong.of(0);
        }
        if (rewrite.deletedKeys() > MAX_DELETED_KEYS || !rewrite.isInParquet()) {
            return OptionalLong.empty();
        }
        long rows = 0;
        for (Map.Entry<Set<Integer>, List<DeleteFile>> group : suspects.entrySet()) {
            Schema key = TypeUtil.select(table.schema(), group.getKey());
            if (key.columns().size() != group.getKey().size()) {
                return OptionalLong.empty();
            }
            StructLikeSet deleted =
                    new BaseDeleteLoader(table.io()::newInputFile).loadEqualityDeletes(group.getValue(), key);
            rows += Math.max(0, live(rewrite.outputs(), key, deleted) - live(rewrite.inputs(), key, deleted));
        }
        return OptionalLong.of(rows);
    }

    private Rewrite rewrite(Snapshot before, Snapshot after) {
        Map<String, FileScanTask> inputs = files(before);
        Map<String, FileScanTask> outputs = files(after);
        Set<String> kept = new HashSet<>(inputs.keySet());
        kept.retainAll(outputs.keySet());
        inputs.keySet().removeAll(kept);
        outputs.keySet().removeAll(kept);
        return new Rewrite(inputs, outputs);
    }

    private Map<String, FileScanTask> files(Snapshot snapshot) {
        Map<String, FileScanTask> files = new HashMap<>();
        LiveRows.files(table, snapshot.snapshotId())
                .forEach(task -> files.put(task.file().location(), task));
        return files;
    }

    /** Deletes that applied to inputs and may be lost on outputs, by the columns that they compare. */
    private Map<Set<Integer>, List<DeleteFile>> suspects(
            Rewrite rewrite, Snapshot before, Snapshot after, boolean atOnce) {
        // One rewrite reads what was there when the newest of its inputs was.
        long readAt = !atOnce
                ? 0
                : rewrite.inputs().values().stream()
                        .mapToLong(task -> task.file().fileSequenceNumber())
                        .max()
                        .orElse(0);
        Set<Placing> placings = new HashSet<>();
        rewrite.outputs()
                .values()
                .forEach(task -> placings.add(
                        new Placing(task.file().specId(), task.file().dataSequenceNumber())));
        Set<String> kept = equalityDeletes(after);
        Map<String, DeleteFile> suspects = new HashMap<>();
        for (FileScanTask input : rewrite.inputs().values()) {
            for (DeleteFile delete : input.deletes()) {
                if (delete.content() == FileContent.EQUALITY_DELETES
                        && delete.dataSequenceNumber() > readAt
                        && placings.stream().anyMatch(placing -> mayBeLost(delete, placing, before, kept))) {
                    suspects.put(delete.location(), delete);
                }
            }
        }
        Map<Set<Integer>, List<DeleteFile>> byKey = new HashMap<>();
        suspects.values()
                .forEach(delete -> byKey.computeIfAbsent(
                                new TreeSet<>(delete.equalityFieldIds()), columns -> new ArrayList<>())
                        .add(delete));
        return byKey;
    }

    private boolean mayBeLost(DeleteFile delete, Placing output, Snapshot before, Set<String> kept) {
        long deletedAt = delete.dataSequenceNumber();
        // A number up to that of a snapshot we know was asked for: it says as of when the rewrite has read.
        boolean applied = output.sequenceNumber() <= before.sequenceNumber() && deletedAt <= output.sequenceNumber();
        boolean reaches = delete.specId() == output.specId()
                || table.specs().get(delete.specId()).isUnpartitioned();
        boolean applies = kept.contains(delete.location()) && deletedAt > output.sequenceNumber() && reaches;
        return !applied && !applies;
    }

    private Set<String> equalityDeletes(Snapshot snapshot) {
        Set<String> locations = new HashSet<>();
        for (ManifestFile manifest : snapshot.deleteManifests(table.io())) {
            try (CloseableIterable<DeleteFile> deletes =
                    ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
                deletes.forEach(delete -> locations.add(delete.location()));
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot list the deletes in " + manifest.path() + ": " + e, e);
            }
        }
        return locations;
    }

    /** Rows in files that readers see and whose key is one of those. */
    private long live(Map<String, FileScanTask> files, Schema key, StructLikeSet keys) {
        LongAdder rows = new LongAdder();
        InternalRecordWrapper keyOfRow = new InternalRecordWrapper(key.asStruct());
        new LiveRows(table, key).read(files.values(), (record, file) -> {
            if (keys.contains(keyOfRow.wrap(record))) {
                rows.increment();
            }
        });
        return rows.sum();
    }
}
