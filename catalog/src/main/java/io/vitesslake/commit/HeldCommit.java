package io.vitesslake.commit;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the commit of one table back, to be sent together with those of others. */
final class HeldCommit extends PinnedOperations {

    private static final Logger LOG = LoggerFactory.getLogger(HeldCommit.class);

    private TableMetadata held;

    HeldCommit(TableOperations table, TableMetadata judged, Supplier<TableMetadata> reload) {
        super(table, judged, reload);
        held = judged;
    }

    @Override
    public TableMetadata current() {
        return held;
    }

    @Override
    public TableMetadata refresh() {
        return held;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        held = metadata;
    }

    /** Whether the table, read anew, can never have held the commit. */
    boolean neverLanded() {
        return landing(held) == Landing.NEVER;
    }

    /** Deletes the manifests that were written for the commit, as far as storage lets us. For one that can never happen any more. */
    void discard() {
        Set<String> locations = new HashSet<>();
        for (long id : added(held)) {
            Snapshot snapshot = held.snapshot(id);
            locations.add(snapshot.manifestListLocation());
            try {
                snapshot.allManifests(io()).stream()
                        .filter(manifest -> manifest.snapshotId() == id)
                        .map(ManifestFile::path)
                        .forEach(locations::add);
            } catch (RuntimeException e) {
                LOG.warn("Uncommitted manifests of snapshot {} are left behind: {}", id, e.toString());
            }
        }
        CatalogUtil.deleteFiles(io(), locations, "uncommitted manifests", false);
    }
}
