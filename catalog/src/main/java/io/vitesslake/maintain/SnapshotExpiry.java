package io.vitesslake.maintain;

import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.commit.CommitReceipt;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.tables.LakeTable;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.util.SnapshotUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes old snapshots of our own, so that metadata does not grow with every commit and storage is freed. Snapshots of
 * others, and all that a branch of others or a tag holds, stay. Several threads may use it for different tables.
 *
 * <p>Cost: each removal reads the manifest lists of the snapshots that stay (Iceberg's ReachableFileCleanup), hence batches.
 */
public final class SnapshotExpiry {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotExpiry.class);

    private final CheckpointNames names;
    private final ExpiryOptions options;
    private final Clock clock;
    private final TableCommitter committer;
    private final Map<String, Integer> commitsByTable = new ConcurrentHashMap<>();

    public SnapshotExpiry(CheckpointNames names, ExpiryOptions options, Clock clock, TableCommitter committer) {
        this.names = names;
        this.options = options;
        this.clock = clock;
        this.committer = committer;
    }

    /**
     * To be called after each commit. Looks at the first commit of a table, for runs that end soon, and then once in a while.
     * A failure is logged and tried again later: it never endangers what was committed.
     *
     * @return how many snapshots were removed
     */
    public int afterCommit(LakeTable table, CommitReceipt receipt) {
        int commits = commitsByTable.merge(table.name(), 1, Integer::sum);
        return (commits - 1) % options.batch() == 0 ? expire(table, receipt.checkpointId()) : 0;
    }

    /**
     * Looks now. A failure is logged.
     *
     * @param newest id of the checkpoint that the table is expected to hold
     * @return how many snapshots were removed
     */
    public int expire(LakeTable table, UUID newest) {
        try {
            return committer.expire(table, newest, this::due);
        } catch (RuntimeException e) {
            LOG.warn("Cannot remove old snapshots of {} now: {}", table.name(), e.toString());
            return 0;
        }
    }

    private Collection<Long> due(TableMetadata metadata) {
        if (!metadata.propertyAsBoolean(TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT)) {
            return List.of();
        }
        Set<Long> held = held(metadata);
        long youngest = clock.instant().minus(options.keepFor()).toEpochMilli();
        List<Long> due = metadata.snapshots().stream()
                .filter(this::isOurs)
                .sorted(Comparator.comparingLong(Snapshot::sequenceNumber).reversed())
                .skip(options.keepLast())
                .filter(snapshot -> snapshot.timestampMillis() < youngest)
                .map(Snapshot::snapshotId)
                .filter(id -> !held.contains(id))
                .toList();
        return due.size() < options.batch() ? List.of() : due;
    }

    private boolean isOurs(Snapshot snapshot) {
        return snapshot.summary() != null && names.isOurs(snapshot.summary());
    }

    /** Heads of all branches and tags, and the history of branches other than ours: of those the head tells all. */
    private Set<Long> held(TableMetadata metadata) {
        Set<Long> held = new HashSet<>();
        for (Map.Entry<String, SnapshotRef> ref : metadata.refs().entrySet()) {
            held.add(ref.getValue().snapshotId());
            if (ref.getValue().isBranch() && !isOurs(ref.getKey())) {
                SnapshotUtil.ancestorsOf(ref.getValue().snapshotId(), metadata::snapshot)
                        .forEach(ancestor -> held.add(ancestor.snapshotId()));
            }
        }
        return held;
    }

    private boolean isOurs(String branch) {
        return branch.equals(SnapshotRef.MAIN_BRANCH) || branch.equals(names.branch());
    }
}
