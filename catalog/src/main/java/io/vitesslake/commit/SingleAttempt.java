package io.vitesslake.commit;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * The operations of a table, pinned to metadata that the fence has judged and good for one commit. A change by others since
 * then makes the catalog refuse it, instead of making Iceberg apply our change to a table that nobody judged.
 *
 * <p>Invariant: Iceberg learns of a failure that lets it delete our manifests (CleanableFailure, see BaseTransaction) only
 * when the table has been read again since and does not hold them. Some catalogs report a conflict with a commit that was our
 * own (an HTTP client that sends a request twice).
 */
final class SingleAttempt implements TableOperations {

    private final TableOperations table;
    private final TableMetadata judged;
    private final Supplier<TableMetadata> reload;
    private boolean committed;

    /**
     * @param reload reads the newest metadata or throws
     */
    SingleAttempt(TableOperations table, TableMetadata judged, Supplier<TableMetadata> reload) {
        this.table = table;
        this.judged = judged;
        this.reload = reload;
    }

    @Override
    public TableMetadata current() {
        return committed ? table.current() : judged;
    }

    @Override
    public TableMetadata refresh() {
        return committed ? table.refresh() : judged;
    }

    /**
     * @throws RefusedException when the commit did not happen and cannot happen any more
     * @throws CommitStateUnknownException when it was not found in the table, but the request may still be under way
     */
    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        try {
            table.commit(base, metadata);
        } catch (CommitFailedException e) {
            if (!landed(metadata)) {
                throw new RefusedException(e);
            }
        } catch (RuntimeException e) {
            if (!landed(metadata)) {
                throw new CommitStateUnknownException(e);
            }
        }
        committed = true;
    }

    /** Whether the table, read anew, holds the snapshots that we added; a commit that adds none is never recognised. */
    private boolean landed(TableMetadata sent) {
        Set<Long> added = new HashSet<>();
        sent.snapshots().forEach(snapshot -> added.add(snapshot.snapshotId()));
        judged.snapshots().forEach(snapshot -> added.remove(snapshot.snapshotId()));
        if (added.isEmpty()) {
            return false;
        }
        for (Snapshot snapshot : reload.get().snapshots()) {
            added.remove(snapshot.snapshotId());
        }
        return added.isEmpty();
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
