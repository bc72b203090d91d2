package io.vitesslake.tables;

import io.vitesslake.change.TableShape;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.variants.Variant;

/**
 * The rows of one snapshot of a table, read through Iceberg's readers as any engine would, deletes applied; each with the
 * time, as Iceberg counts it, since when it has stood there unchanged. Not thread-safe.
 */
public final class PinnedRows {

    private final LakeTable table;
    private final TableShape shape;
    private final Schema schema;
    private final long snapshotId;
    private final long sequenceNumber;

    private PinnedRows(LakeTable table, Snapshot snapshot) {
        this.table = table;
        this.shape = table.shape();
        this.schema = table.iceberg().schema();
        this.snapshotId = snapshot.snapshotId();
        this.sequenceNumber = snapshot.sequenceNumber();
    }

    /** Receives one row. */
    public interface Visitor {

        /**
         * @param values in the order of {@link PinnedRows#shape}: Iceberg's generic Java types, for a variant a String of JSON, null for
         *     NULL
         * @param writtenAt sequence number of the snapshot that wrote the row, or a later one if others rewrote its file since
         */
        void row(Object[] values, long writtenAt);
    }

    /**
     * The newest snapshot in the metadata that the table was last refreshed to.
     *
     * @throws io.vitesslake.change.CodedException LAKE, as of {@link LakeTable#shape}
     * @throws IllegalStateException when the table has no snapshot
     */
    public static PinnedRows newest(LakeTable table) {
        Snapshot snapshot = table.iceberg().currentSnapshot();
        if (snapshot == null) {
            throw new IllegalStateException("Cannot pin a snapshot of " + table.name() + ": it has none");
        }
        return new PinnedRows(table, snapshot);
    }

    /** Columns as readers see them. */
    public TableShape shape() {
        return shape;
    }

    /** Sequence number of the snapshot (Iceberg table spec, section Sequence Numbers): grows with every commit. */
    public long sequenceNumber() {
        return sequenceNumber;
    }

    /** @throws java.io.UncheckedIOException when the lake does not give them */
    public void read(Visitor visitor) {
        int columns = schema.columns().size();
        Table iceberg = table.iceberg();
        new LiveRows(iceberg, schema).read(LiveRows.files(iceberg, snapshotId), (record, file) -> {
            Object[] values = new Object[columns];
            for (int i = 0; i < columns; i++) {
                values[i] = record.get(i) instanceof Variant variant ? VariantText.of(variant) : record.get(i);
            }
            visitor.row(values, file.file().dataSequenceNumber());
        });
    }
}
