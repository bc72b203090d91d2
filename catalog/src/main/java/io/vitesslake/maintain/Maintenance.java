package io.vitesslake.maintain;

import io.vitesslake.checkpoint.FileCounts;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.index.KeyIndex;
import io.vitesslake.index.LiveFile;
import io.vitesslake.index.LiveFiles;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LiveRows;
import io.vitesslake.write.Compaction;
import io.vitesslake.write.DeleteConversion;
import io.vitesslake.write.Replacement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RewriteFileGroup;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.TypeUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps tables cheap to read: turns deletes by key into deletes by position, merges small files, and rewrites files that have lost many
 * rows. The work is done beside a writer of the same table, and only its commit must not meet one of the writer's. Several threads may
 * use it for different tables.
 */
public final class Maintenance {

    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    // Of deletes that have to be in memory while a file is rewritten.
    private static final long MOST_KEYS = 200_000;

    private final TableCommitter committer;
    private final KeyIndex index;
    private final MaintenanceOptions options;

    public Maintenance(TableCommitter committer, KeyIndex index, MaintenanceOptions options) {
        this.committer = committer;
        this.index = index;
        this.options = options;
    }

    /** Work that is done and waits for its commit. */
    public static final class Prepared {

        private final Work work;

        private Prepared(Work work) {
            this.work = work;
        }

        @Override
        public String toString() {
            return work.describe();
        }
    }

    /**
     * What there is to do; nothing is written.
     *
     * @throws RuntimeException of Iceberg, when the lake fails
     */
    public Debt debt(LakeTable table) {
        table.refresh();
        Table iceberg = table.iceberg();
        Snapshot snapshot = iceberg.currentSnapshot();
        if (snapshot == null) {
            return new Debt(new FileCounts(0, 0), 0, 0, 0);
        }
        int byKey = DeleteConversion.byKey(iceberg, snapshot).size();
        return new Debt(
                FileCounts.of(snapshot),
                byKey < fewestDeletes(snapshot) ? 0 : byKey,
                choices(iceberg).stream().mapToInt(List::size).sum(),
                ((HasTableOperations) iceberg)
                        .operations()
                        .current()
                        .snapshots()
                        .size());
    }

    /**
     * Does the most urgent piece of work, as far as it can be done without a commit.
     *
     * @param table as last loaded; nobody else uses this object
     * @return empty when the table needs none
     * @throws RuntimeException of Iceberg, when the lake fails. No file is left behind
     */
    public Optional<Prepared> prepare(LakeTable table) {
        table.refresh();
        Snapshot snapshot = table.iceberg().currentSnapshot();
        if (snapshot == null) {
            return Optional.empty();
        }
        return conversion(table.iceberg(), snapshot)
                .or(() -> compaction(table.iceberg(), snapshot))
                .map(Prepared::new);
    }

    /**
     * Commits it.
     *
     * @param table as of {@link #prepare}
     * @param newest id of the checkpoint that readers are expected to see; empty for any
     * @return false when nothing was changed, because it does not fit the table any more
     * @throws RuntimeException of Iceberg, when the lake fails; the table is whole then, but files may be left behind
     */
    public boolean commit(LakeTable table, Optional<UUID> newest, Prepared prepared) {
        boolean done = committer.replace(table, newest, judged -> prepared.work.on(judged, live(judged)));
        if (done) {
            LOG.info("Table {}: {}", table.name(), prepared);
        } else {
            discard(table, prepared);
        }
        return done;
    }

    /** Removes what was written for work that will not be committed. */
    public void discard(LakeTable table, Prepared prepared) {
        prepared.work.discard(table.iceberg());
    }

    private Map<String, LiveFile> live(Table table) {
        LiveFiles files = new LiveFiles(index);
        Schema key = TypeUtil.select(table.schema(), table.schema().identifierFieldIds());
        files.moveTo(table, table.currentSnapshot().snapshotId(), key);
        Map<String, LiveFile> byLocation = new HashMap<>();
        files.all().forEach(file -> byLocation.put(file.data().location(), file));
        return byLocation;
    }

    private Optional<Work> conversion(Table table, Snapshot snapshot) {
        if (deletedKeys(snapshot) == 0) {
            return Optional.empty();
        }
        try {
            return DeleteConversion.of(table, snapshot, fewestDeletes(snapshot), index, options.files())
                    .map(Conversion::new);
        } catch (IOException e) {
            LOG.warn("Deletes by key of {} stay as they are: {}", table.name(), e.toString());
            return Optional.empty();
        }
    }

    private int fewestDeletes(Snapshot snapshot) {
        return deletedKeys(snapshot) > MOST_KEYS ? 1 : options.deletesByKey();
    }

    private static long deletedKeys(Snapshot snapshot) {
        return Long.parseLong(snapshot.summary().getOrDefault(SnapshotSummary.TOTAL_EQ_DELETES_PROP, "0"));
    }

    private Optional<Work> compaction(Table table, Snapshot snapshot) {
        return choices(table).stream()
                .findFirst()
                .map(files -> new Rewriting(Compaction.of(table, snapshot, files, options.files()), files.size()));
    }

    /** Files that are better rewritten, together each. */
    private List<List<FileScanTask>> choices(Table table) {
        List<List<FileScanTask>> choices = new ArrayList<>();
        try (CloseableIterable<RewriteFileGroup> groups =
                new SizeTiers(table, options).plan().groups()) {
            for (RewriteFileGroup group : groups) {
                // Files of older partition specs come together, whatever their partitions.
                LiveRows.byPartition(group.fileScanTasks()).stream()
                        .filter(files ->
                                files.size() > 1 || group.fileScanTasks().size() == 1)
                        .filter(files -> deletedKeys(files) <= MOST_KEYS)
                        .forEach(choices::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot plan for " + table.name(), e);
        }
        return choices;
    }

    private static long deletedKeys(List<FileScanTask> files) {
        Map<String, Long> keys = new HashMap<>();
        files.stream()
                .flatMap(file -> file.deletes().stream())
                .filter(delete -> delete.content() == FileContent.EQUALITY_DELETES)
                .forEach(delete -> keys.put(delete.location(), delete.recordCount()));
        return keys.values().stream().mapToLong(Long::longValue).sum();
    }

    private record Conversion(DeleteConversion conversion) implements Work {

        @Override
        public Optional<Replacement> on(Table table, Map<String, LiveFile> live) {
            return conversion.on(table, live);
        }

        @Override
        public void discard(Table table) {
            // Nothing is written before the commit.
        }

        @Override
        public String describe() {
            return conversion.deletes() + " delete files by key became deletes by position";
        }
    }

    private record Rewriting(Compaction compaction, int files) implements Work {

        @Override
        public Optional<Replacement> on(Table table, Map<String, LiveFile> live) {
            return compaction.on(table, live);
        }

        @Override
        public void discard(Table table) {
            compaction.discard(table);
        }

        @Override
        public String describe() {
            return files + " data files became " + compaction.files();
        }
    }
}
