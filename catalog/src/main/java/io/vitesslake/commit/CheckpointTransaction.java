package io.vitesslake.commit;

import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.tables.SchemaPlan;
import io.vitesslake.write.WrittenFiles;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;

/**
 * One Iceberg transaction for one checkpoint: new columns, rows with the checkpoint in the snapshot's summary, the tag and the
 * table properties. They become visible together or not at all, so a position never exists without its rows.
 */
final class CheckpointTransaction {

    private final CheckpointNames names;
    private final Transaction transaction;

    CheckpointTransaction(CheckpointNames names, Transaction transaction) {
        this.names = names;
        this.transaction = transaction;
    }

    /**
     * Brings the schema to what the files were written with.
     *
     * @return whether the field ids and types that the table then has are those in the files
     */
    boolean adopt(SchemaPlan plan) {
        if (plan.changed()) {
            UpdateSchema update = transaction.updateSchema();
            plan.addMissing(transaction.table().schema(), update);
            update.commit();
        }
        return plan.agreesWith(transaction.table().schema());
    }

    /**
     * Adds the rows, the checkpoint and its marks.
     *
     * @param predecessor the checkpoint that this one builds on
     * @return the checkpoint as it will lie in the table
     */
    SavedCheckpoint add(WrittenFiles files, Checkpoint checkpoint, Optional<SavedCheckpoint> predecessor) {
        RowDelta delta = transaction
                .newRowDelta()
                .validateWith(new SameParent(transaction.table().currentSnapshot()));
        files.data().forEach(delta::addRows);
        files.deletes().forEach(delta::addDeletes);
        names.propertiesOf(checkpoint).forEach(delta::set);
        names.propertiesOf(files.counts()).forEach(delta::set);
        delta.commit();
        Snapshot snapshot = transaction.table().currentSnapshot();
        tag(snapshot);
        setProperties(checkpoint, predecessor);
        return SavedCheckpoint.of(checkpoint, snapshot);
    }

    private void tag(Snapshot snapshot) {
        ManageSnapshots tags = transaction.manageSnapshots();
        if (transaction.table().refs().containsKey(names.tag())) {
            tags.replaceTag(names.tag(), snapshot.snapshotId());
        } else {
            tags.createTag(names.tag(), snapshot.snapshotId());
        }
        tags.commit();
    }

    private void setProperties(Checkpoint checkpoint, Optional<SavedCheckpoint> predecessor) {
        Map<String, String> properties = names.propertiesOf(checkpoint);
        UpdateProperties update = transaction.updateProperties();
        predecessor.map(saved -> names.propertiesOf(saved.checkpoint())).orElse(Map.of()).keySet().stream()
                .filter(name -> !properties.containsKey(name))
                .forEach(update::remove);
        properties.forEach(update::set);
        update.commit();
    }

    /** The fence once more, inside the commit: the snapshot that was judged is the one that is built upon. */
    private record SameParent(Snapshot judged) implements SnapshotAncestryValidator {

        @Override
        public boolean validate(Iterable<Snapshot> ancestors) {
            Iterator<Snapshot> newestFirst = ancestors.iterator();
            Long parent = newestFirst.hasNext() ? (Long) newestFirst.next().snapshotId() : null;
            return Objects.equals(parent, judged == null ? null : (Long) judged.snapshotId());
        }

        @Override
        public String errorMessage() {
            return "the table moved after it was judged";
        }
    }
}
