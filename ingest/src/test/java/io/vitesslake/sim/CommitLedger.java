package io.vitesslake.sim;

import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Keeps the book of what the catalog took from whom, and refuses what must not be: a checkpoint that is committed twice, one that
 * is not built on the one before, as by a writer that another has overtaken, and a commit by a writer that has ended. Any thread.
 */
final class CommitLedger {

    private final CheckpointNames names;
    private final Map<Snapshots, Long> snapshots = new HashMap<>();
    private final Map<String, Entry> newest = new HashMap<>();
    private int commits;
    private AssertionError violation;

    /** Of one checkpoint, the table and the branch beside it have a snapshot each. */
    private record Snapshots(String table, UUID checkpoint, boolean onBranch) {}

    private record Entry(UUID checkpoint, Writer writer, int commit) {}

    /** One process, and how many commits there were when it first read each table. */
    static final class Writer {

        private final String name;
        private final Map<String, Integer> since = new HashMap<>();
        private boolean ended;

        private Writer(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    CommitLedger(CheckpointNames names) {
        this.names = names;
    }

    Writer writer(String name) {
        return new Writer(name);
    }

    /** A writer has read where a table stands. */
    synchronized void read(Writer writer, String table) {
        writer.since.putIfAbsent(table, commits);
    }

    synchronized void ended(Writer writer) {
        writer.ended = true;
    }

    /** A writer sends a commit. */
    synchronized void sent(Writer writer) {
        if (writer.ended) {
            throw violated(writer + " has ended and commits");
        }
    }

    /** Whether another writer has committed to some table since the given one read it. */
    synchronized boolean isOvertaken(Writer writer) {
        return newest.keySet().stream().anyMatch(table -> isOvertaken(writer, table));
    }

    private boolean isOvertaken(Writer writer, String table) {
        Entry entry = newest.get(table);
        return entry.writer() != writer && entry.commit() > writer.since.getOrDefault(table, Integer.MAX_VALUE);
    }

    /** The catalog has taken a commit; the table is now as given. */
    synchronized void taken(Writer writer, TableIdentifier table, TableMetadata metadata) {
        commits++;
        for (Snapshot snapshot : metadata.snapshots()) {
            checkpoint(snapshot).ifPresent(checkpoint -> requireOnce(writer, table.name(), snapshot, checkpoint));
        }
        newestOnMain(metadata).ifPresent(checkpoint -> follow(writer, table.name(), checkpoint));
    }

    private AssertionError violated(String what) {
        violation = new AssertionError(what);
        return violation;
    }

    /** Throws what was found before, which others may have swallowed. */
    synchronized void requireOrder() {
        if (violation != null) {
            throw violation;
        }
    }

    private void requireOnce(Writer writer, String table, Snapshot snapshot, Checkpoint checkpoint) {
        boolean onBranch = isMarked(snapshot);
        Long before = snapshots.putIfAbsent(new Snapshots(table, checkpoint.id(), onBranch), snapshot.snapshotId());
        if (before != null && before != snapshot.snapshotId()) {
            throw violated(writer + " committed checkpoint " + checkpoint.id() + " of " + table
                    + " twice, as snapshots " + before + " and " + snapshot.snapshotId());
        }
    }

    private void follow(Writer writer, String table, Checkpoint checkpoint) {
        Entry before = newest.get(table);
        Optional<UUID> expected = Optional.ofNullable(before).map(Entry::checkpoint);
        if (expected.equals(Optional.of(checkpoint.id()))) {
            return;
        }
        // One that replaces what readers saw is built on its branch.
        boolean ofBranch = checkpoint
                .parentId()
                .filter(parent -> snapshots.containsKey(new Snapshots(table, parent, true)))
                .isPresent();
        if (!ofBranch && !checkpoint.parentId().equals(expected)) {
            throw violated(writer + " committed " + checkpoint.id() + ", built on " + checkpoint.parentId() + ", to "
                    + table + ", which holds " + before);
        }
        newest.put(table, new Entry(checkpoint.id(), writer, commits));
    }

    private Optional<Checkpoint> newestOnMain(TableMetadata metadata) {
        Snapshot at = metadata.currentSnapshot();
        while (at != null && checkpoint(at).isEmpty()) {
            at = at.parentId() == null ? null : metadata.snapshot(at.parentId());
        }
        return Optional.ofNullable(at).flatMap(this::checkpoint);
    }

    private Optional<Checkpoint> checkpoint(Snapshot snapshot) {
        return Optional.ofNullable(snapshot.summary()).flatMap(names::checkpointOf);
    }

    private boolean isMarked(Snapshot snapshot) {
        return names.branchMark().entrySet().stream()
                .allMatch(mark -> Objects.equals(snapshot.summary().get(mark.getKey()), mark.getValue()));
    }
}
