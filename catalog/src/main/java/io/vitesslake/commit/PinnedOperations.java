package io.vitesslake.commit;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * The operations of a table, pinned to metadata that the fence has judged and good for one commit. A change by others since
 * then makes the catalog refuse it, instead of making Iceberg apply our change to a table that nobody judged.
 */
abstract class PinnedOperations implements TableOperations {

    private final TableOperations table;
    private final TableMetadata judged;
    private final Supplier<TableMetadata> reload;

    /**
     * @param reload reads the newest metadata or throws
     */
    PinnedOperations(TableOperations table, TableMetadata judged, Supplier<TableMetadata> reload) {
        this.table = table;
        this.judged = judged;
        this.reload = reload;
    }

    final TableOperations table() {
        return table;
    }

    final TableMetadata judged() {
        return judged;
    }

    /** What the table, read anew, tells of a commit. */
    enum Landing {
        LANDED,
        NEVER,
        /** Others have committed since, and let go of the snapshots that would tell; theirs may be built on ours. */
        UNKNOWN
    }

    /** Whether the table, read anew, holds the snapshots that we added; a commit that adds none is never recognised. */
    final Landing landing(TableMetadata sent) {
        Set<Long> added = added(sent);
        if (added.isEmpty()) {
            return Landing.NEVER;
        }
        TableMetadata now = reload.get();
        if (added.stream().allMatch(id -> now.snapshot(id) != null)) {
            return Landing.LANDED;
        }
        // A snapshot takes the next sequence number (Iceberg table spec, section Sequence Numbers): ours, or another's.
        long ours = judged.lastSequenceNumber() + 1;
        boolean taken = now.snapshots().stream()
                .anyMatch(snapshot -> snapshot.sequenceNumber() == ours && !added.contains(snapshot.snapshotId()));
        return taken || now.lastSequenceNumber() < ours ? Landing.NEVER : Landing.UNKNOWN;
    }

    /** Ids of the snapshots that the judged metadata lacks. */
    final Set<Long> added(TableMetadata sent) {
        Set<Long> added = new HashSet<>();
        sent.snapshots().forEach(snapshot -> added.add(snapshot.snapshotId()));
        judged.snapshots().forEach(snapshot -> added.remove(snapshot.snapshotId()));
        return added;
    }

    @Override
    public FileIO io() {
        return table.io();
    }

    @Override
    public EncryptionManager encryption() {
        return table.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return table.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
        return table.locationProvider();
    }

    @Override
    public TableOperations temp(TableMetadata uncommitted) {
        return table.temp(uncommitted);
    }

    @Override
    public long newSnapshotId() {
        return table.newSnapshotId();
    }

    @Override
    public boolean requireStrictCleanup() {
        return true;
    }
}
