package io.vitesslake.checkpoint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of a table by id, expired ones too as long as a metadata file of the table's metadata log still tells of them
 * (Iceberg table spec, field metadata-log). Older metadata files are read only when an expired snapshot is asked for, newest
 * first.
 */
final class SnapshotHistory {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotHistory.class);

    private final TableMetadata metadata;
    private final FileIO io;
    private final Deque<String> olderFiles = new ArrayDeque<>();
    private final Map<Long, Snapshot> expired = new HashMap<>();

    SnapshotHistory(TableMetadata metadata, FileIO io) {
        this.metadata = metadata;
        this.io = io;
        metadata.previousFiles().forEach(entry -> olderFiles.push(entry.file()));
    }

    Optional<Snapshot> find(long id) {
        Snapshot live = metadata.snapshot(id);
        if (live != null) {
            return Optional.of(live);
        }
        while (!expired.containsKey(id) && !olderFiles.isEmpty()) {
            read(olderFiles.pop());
        }
        return Optional.ofNullable(expired.get(id));
    }

    /** A file that cannot be read ends the history: what was lost there stays lost, and the caller falls back on other marks. */
    private void read(String file) {
        try {
            for (Snapshot snapshot : TableMetadataParser.read(io, file).snapshots()) {
                expired.putIfAbsent(snapshot.snapshotId(), snapshot);
            }
        } catch (RuntimeException e) {
            LOG.warn("Cannot look up expired snapshots in {}: {}", file, e.toString());
            olderFiles.clear();
        }
    }
}
