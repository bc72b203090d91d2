package io.vitesslake.checkpoint;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.tables.LakeTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the newest checkpoint that a table's current snapshot builds on.
 *
 * <p>The authority is ancestry: the first ancestor of the current snapshot that carries our id. Snapshots that were expired
 * are looked up in the older metadata files. Only when the line of ancestors is lost there as well are the tag and the table
 * property believed, and only if they agree and nothing shows that the table was rolled back behind them. Thread-safe.
 */
public final class CheckpointReader {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointReader.class);

    static final String IN_DOUBT = "checkpoint-in-doubt";

    private final CheckpointNames names;

    public CheckpointReader(CheckpointNames names) {
        this.names = names;
    }

    /**
     * Reads the newest metadata of the table and finds its newest checkpoint.
     *
     * @return empty when the table has no snapshot and no mark of ours
     * @throws CodedException LAKE: {@code checkpoint-in-doubt} when our marks contradict each other or the table's history,
     *     {@code foreign-table} when the table has snapshots and no mark of ours, {@code table-missing}, {@code
     *     lake-unreachable}
     */
    public Optional<SavedCheckpoint> newest(LakeTable table) {
        TableOperations operations = ((HasTableOperations) table.iceberg()).operations();
        return trail(table.name(), refresh(table.name(), operations), operations.io())
                .newest();
    }

    private static TableMetadata refresh(String table, TableOperations operations) {
        try {
            return operations.refresh();
        } catch (NoSuchTableException e) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "table-missing",
                    "Cannot read the checkpoint of " + table
                            + ": the lake table was dropped. Restore it, or start again to " + "copy the table anew",
                    e);
        } catch (RuntimeException e) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "lake-unreachable",
                    "Cannot read the checkpoint of " + table + ": " + e
                            + ". Check that the catalog and its storage are up",
                    e);
        }
    }

    /**
     * Finds the newest checkpoint in metadata already loaded.
     *
     * @param table name for messages
     * @param io of the table, to read older metadata files if needed
     * @throws CodedException LAKE, as {@link #newest}
     */
    public CheckpointTrail trail(String table, TableMetadata metadata, FileIO io) {
        Walk walk = walk(metadata, io, Optional.ofNullable(metadata.currentSnapshot()), snapshot -> true);
        if (walk.found().isPresent()) {
            return new CheckpointTrail(walk.found(), walk.foreignChanges());
        }
        boolean marked = isMarked(metadata);
        if (walk.oldest().isEmpty() && !marked) {
            return new CheckpointTrail(Optional.empty(), List.of());
        }
        if (!marked) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "foreign-table",
                    "Cannot mirror into " + table + ": it has snapshots (newest "
                            + metadata.currentSnapshot().snapshotId()
                            + "), but none of them is a checkpoint of ours. Choose another target, or drop the table");
        }
        Optional<SavedCheckpoint> vouched = walk.oldest().flatMap(oldest -> vouchedFor(metadata, oldest));
        return new CheckpointTrail(
                Optional.of(vouched.orElseThrow(() -> inDoubt(table, metadata))), walk.foreignChanges());
    }

    /**
     * Looks for one checkpoint among the ancestors of the current snapshot, below newer ones too.
     *
     * @return empty also when the line of ancestors is lost and the tag and property do not name the checkpoint
     */
    public Optional<SavedCheckpoint> find(TableMetadata metadata, FileIO io, Checkpoint wanted) {
        Walk walk = walk(
                metadata, io, Optional.ofNullable(metadata.currentSnapshot()), snapshot -> isOneOf(snapshot, wanted));
        return walk.found()
                .or(() -> walk.oldest().flatMap(oldest -> vouchedFor(metadata, oldest)))
                .filter(saved -> saved.checkpoint().id().equals(wanted.id()));
    }

    /**
     * Reads the newest metadata of the table and finds the newest checkpoint on the branch of a new copy. That branch can
     * always be made anew, so in doubt there is none.
     *
     * @throws CodedException LAKE: {@code table-missing}, {@code lake-unreachable}
     */
    public Optional<SavedCheckpoint> newestOnBranch(LakeTable table) {
        TableOperations operations = ((HasTableOperations) table.iceberg()).operations();
        return branchTrail(refresh(table.name(), operations), operations.io()).newest();
    }

    /** Name of the branch of a new copy. */
    public String branch() {
        return names.branch();
    }

    /** As {@link #newestOnBranch}, in metadata already loaded. */
    public CheckpointTrail branchTrail(TableMetadata metadata, FileIO io) {
        try {
            Walk walk = walk(metadata, io, branchHead(metadata), snapshot -> true);
            return new CheckpointTrail(walk.found().filter(found -> walk.isOfBranch()), walk.foreignChanges());
        } catch (CodedException e) {
            LOG.warn("Branch {} is taken for lost: {}", names.branch(), e.getMessage());
            return new CheckpointTrail(Optional.empty(), List.of());
        }
    }

    /** Looks for one checkpoint on the branch of a new copy, below newer ones too. */
    public Optional<SavedCheckpoint> findOnBranch(TableMetadata metadata, FileIO io, Checkpoint wanted) {
        Walk walk = walk(
                metadata,
                io,
                branchHead(metadata),
                snapshot -> isOneOf(snapshot, wanted) || !names.isOfBranch(snapshot.summary()));
        return walk.found()
                .filter(saved -> walk.isOfBranch() && saved.checkpoint().id().equals(wanted.id()));
    }

    private Optional<Snapshot> branchHead(TableMetadata metadata) {
        return Optional.ofNullable(metadata.ref(names.branch()))
                .filter(SnapshotRef::isBranch)
                .map(ref -> metadata.snapshot(ref.snapshotId()));
    }

    /** Whether a snapshot is that of a checkpoint or its parent. */
    private boolean isOneOf(Snapshot snapshot, Checkpoint wanted) {
        return checkpointOf(snapshot)
                .filter(c -> c.id().equals(wanted.id()) || Optional.of(c.id()).equals(wanted.parentId()))
                .isPresent();
    }

    /**
     * Reads what was kept beside a checkpoint.
     *
     * @return empty when there was nothing, or it was lost or cannot be read
     * @throws CodedException LAKE: {@code table-missing}, {@code lake-unreachable}
     */
    public Optional<byte[]> notes(LakeTable table, SavedCheckpoint saved) {
        TableOperations operations = ((HasTableOperations) table.iceberg()).operations();
        return new NotesReader(names, operations.io()).read(refresh(table.name(), operations), saved);
    }

    /** From a snapshot down to the first checkpoint that is looked for. */
    private Walk walk(TableMetadata metadata, FileIO io, Optional<Snapshot> head, Predicate<Snapshot> wanted) {
        SnapshotHistory history = new SnapshotHistory(metadata, io);
        List<ForeignChange> foreignChanges = new ArrayList<>();
        Optional<Snapshot> oldest = Optional.empty();
        Optional<Snapshot> next = head;
        while (next.isPresent()) {
            Snapshot snapshot = next.get();
            Optional<Checkpoint> checkpoint = checkpointOf(snapshot);
            if (checkpoint.isPresent() && wanted.test(snapshot)) {
                SavedCheckpoint found = SavedCheckpoint.of(names, checkpoint.get(), snapshot);
                return new Walk(Optional.of(found), names.isOfBranch(snapshot.summary()), oldest, foreignChanges);
            }
            if (checkpoint.isEmpty() && !DataOperations.REPLACE.equals(snapshot.operation())) {
                foreignChanges.add(ForeignChange.of(snapshot));
            }
            oldest = next;
            next = Optional.ofNullable(snapshot.parentId()).flatMap(history::find);
        }
        return new Walk(Optional.empty(), false, oldest, foreignChanges);
    }

    private Optional<Checkpoint> checkpointOf(Snapshot snapshot) {
        return snapshot.summary() == null ? Optional.empty() : names.checkpointOf(snapshot.summary());
    }

    private boolean isMarked(TableMetadata metadata) {
        return metadata.ref(names.tag()) != null
                || metadata.properties().containsKey(names.idProperty())
                || metadata.snapshots().stream()
                        .anyMatch(s -> checkpointOf(s).isPresent() && !names.isOfBranch(s.summary()));
    }

    /**
     * The tagged checkpoint, if it may be believed although the line of ancestors is lost below {@code oldest}: the table
     * property names it too, and no rollback lies after it.
     */
    private Optional<SavedCheckpoint> vouchedFor(TableMetadata metadata, Snapshot oldest) {
        SnapshotRef tag = metadata.ref(names.tag());
        Snapshot tagged = tag == null ? null : metadata.snapshot(tag.snapshotId());
        if (tagged == null || oldest.parentId() == null || wasRolledBack(metadata, oldest, tagged)) {
            return Optional.empty();
        }
        String property = metadata.properties().get(names.idProperty());
        return checkpointOf(tagged)
                .filter(checkpoint -> checkpoint.id().toString().equals(property))
                .map(checkpoint -> SavedCheckpoint.of(names, checkpoint, tagged));
    }

    /**
     * Whether the table shows signs of having been rolled back behind the tagged snapshot. Sequence numbers grow with every
     * snapshot. The lost parent of {@code oldest} is not the tagged one, which still exists; so if {@code oldest} followed the
     * tagged one at once, it was built on something older. The snapshot log is whole from its first entry on, since Iceberg
     * clears what lies before an expired one (TableMetadata.updateSnapshotLog).
     */
    private static boolean wasRolledBack(TableMetadata metadata, Snapshot oldest, Snapshot tagged) {
        if (oldest.sequenceNumber() <= tagged.sequenceNumber() + 1) {
            return true;
        }
        boolean lowerSinceTagged = false;
        for (HistoryEntry entry : metadata.snapshotLog()) {
            Snapshot logged = metadata.snapshot(entry.snapshotId());
            if (entry.snapshotId() == tagged.snapshotId()) {
                lowerSinceTagged = false;
            } else if (logged != null && logged.sequenceNumber() < tagged.sequenceNumber()) {
                lowerSinceTagged = true;
            }
        }
        return lowerSinceTagged;
    }

    private CodedException inDoubt(String table, TableMetadata metadata) {
        Snapshot current = metadata.currentSnapshot();
        SnapshotRef tag = metadata.ref(names.tag());
        return new CodedException(
                ErrorCode.LAKE,
                IN_DOUBT,
                "Cannot tell which checkpoint " + table + " reflects: its current snapshot is "
                        + (current == null
                                ? "none"
                                : current.snapshotId() + " of " + Instant.ofEpochMilli(current.timestampMillis()))
                        + ", no ancestor that is still known is a checkpoint, tag " + names.tag() + " points to "
                        + (tag == null ? "nothing" : "snapshot " + tag.snapshotId()) + ", property "
                        + names.idProperty()
                        + " is " + metadata.properties().get(names.idProperty())
                        + ". Roll the table back to a snapshot that has the property " + names.idProperty()
                        + " in its summary, or copy the table again");
    }

    /**
     * @param found the checkpoint looked for
     * @param isOfBranch whether it was committed to the branch of a new copy
     * @param oldest the last ancestor before it, or the last one known at all; empty when there is none
     */
    private record Walk(
            Optional<SavedCheckpoint> found,
            boolean isOfBranch,
            Optional<Snapshot> oldest,
            List<ForeignChange> foreignChanges) {}
}
