package io.vitesslake.tables;

import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;

/**
 * Schemas by snapshot. Iceberg gives a table one current schema for all its branches, but writes into each snapshot the id of the
 * schema that was current when the snapshot was made; so the head of a branch tells which schema the branch was written with.
 */
public final class SnapshotSchemas {

    private SnapshotSchemas() {}

    /** The schema that a snapshot of the table was written with; empty when its writer did not tell. */
    public static Optional<Schema> of(TableMetadata metadata, Snapshot snapshot) {
        return Optional.ofNullable(snapshot.schemaId()).map(metadata.schemasById()::get);
    }

    /** The schema that the head of a branch was written with; empty when there is no such branch or that is not known. */
    public static Optional<Schema> ofBranch(TableMetadata metadata, String branch) {
        return Optional.ofNullable(metadata.ref(branch))
                .filter(SnapshotRef::isBranch)
                .flatMap(ref -> of(metadata, metadata.snapshot(ref.snapshotId())));
    }
}
