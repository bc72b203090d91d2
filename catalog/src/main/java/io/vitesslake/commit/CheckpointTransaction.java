package io.vitesslake.commit;

import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.write.WrittenFiles;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.expressions.Expressions;

/**
 * One Iceberg transaction for one checkpoint: the schema, one snapshot of the rows with the checkpoint in its summary, and for
 * what readers see the tag and the table properties. They become visible together or not at all, so a position never exists
 * without its rows.
 */
final class CheckpointTransaction {

    private final CheckpointNames names;
    private final Transaction transaction;
    private final List<ForeignChange> foreignChanges;

    /**
     * @param foreignChanges what others changed in the rows that are built upon, to be saved with them
     */
    CheckpointTransaction(CheckpointNames names, Transaction transaction, List<ForeignChange> foreignChanges) {
        this.names = names;
        this.transaction = transaction;
        this.foreignChanges = foreignChanges;
    }

    /**
     * Adds the rows, the checkpoint and its marks, and leaves the schema that belongs to them.
     *
     * @param schema has already {@linkplain SchemaSteps#adopt adopted} the schema of the files
     * @param predecessor the checkpoint that readers see until then, if they shall see this one
     * @return the checkpoint as it will lie in the table
     */
    SavedCheckpoint add(
            CheckpointCommit commit,
            SchemaSteps schema,
            Optional<NotesFile> notes,
            Optional<SavedCheckpoint> predecessor) {
        if (commit.placement().kind() == Placement.Kind.BRANCH_START) {
            fork();
        }
        Snapshot snapshot = commit.startsAnew() ? replaceRows(commit) : addRows(commit);
        schema.settle();
        notes.ifPresent(file -> transaction
                .updateStatistics()
                .setStatistics(file.statisticsOf(snapshot.snapshotId()))
                .commit());
        if (commit.isForReaders()) {
            showToReaders(commit.placement(), snapshot);
            setProperties(commit, predecessor);
        }
        return SavedCheckpoint.of(names, commit.checkpoint(), snapshot);
    }

    /** Moves the branch to what readers see. Iceberg would fork it by itself, but count its rows from 0. */
    private void fork() {
        ManageSnapshots refs = transaction.manageSnapshots();
        boolean exists = head(names.branch()) != null;
        Snapshot main = head(SnapshotRef.MAIN_BRANCH);
        if (exists && main != null) {
            refs.replaceBranch(names.branch(), main.snapshotId());
        } else if (exists) {
            refs.removeBranch(names.branch());
        } else if (main != null) {
            refs.createBranch(names.branch(), main.snapshotId());
        }
        refs.commit();
    }

    private Snapshot addRows(CheckpointCommit commit) {
        WrittenFiles files = commit.files();
        RowDelta delta = transaction.newRowDelta();
        files.data().forEach(delta::addRows);
        files.deletes().forEach(delta::addDeletes);
        files.replacedDeletes().forEach(delta::removeDeletes);
        files.locatedIn().ifPresent(delta::validateFromSnapshot);
        Snapshot snapshot = commitSnapshot(delta, commit);
        expectGone(snapshot, files.replacedDeletes());
        return snapshot;
    }

    /**
     * Iceberg commits two deletion vectors of one data file, and then no engine can read it. What else it lets go of is old: deletes
     * that no data file is left for.
     */
    private void expectGone(Snapshot snapshot, List<DeleteFile> replaced) {
        if (replaced.isEmpty()) {
            return;
        }
        Set<String> left = new HashSet<>();
        replaced.forEach(file -> left.add(file.location()));
        SnapshotChanges.builderFor(transaction.table())
                .snapshot(snapshot)
                .build()
                .removedDeleteFiles()
                .forEach(file -> left.remove(file.location()));
        if (!left.isEmpty()) {
            throw new IllegalStateException("Cannot replace delete files " + left + ": the table keeps them");
        }
    }

    /** Old rows and old deletes go in the same snapshot, so that there is none without rows to roll back to. */
    private Snapshot replaceRows(CheckpointCommit commit) {
        OverwriteFiles overwrite = transaction.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue());
        commit.files().data().forEach(overwrite::addFile);
        return commitSnapshot(overwrite, commit);
    }

    private Snapshot commitSnapshot(SnapshotUpdate<?> update, CheckpointCommit commit) {
        String branch = commit.branch(names);
        update.toBranch(branch);
        update.validateWith(new SameParent(head(branch)));
        names.propertiesOf(commit.checkpoint()).forEach(update::set);
        names.propertiesOf(commit.files().counts()).forEach(update::set);
        names.propertiesOf(foreignChanges).forEach(update::set);
        if (!commit.isForReaders()) {
            names.branchMark().forEach(update::set);
        }
        update.commit();
        return head(branch);
    }

    /** Null when there is no such branch. */
    private Snapshot head(String branch) {
        return transaction.table().snapshot(branch);
    }

    private void showToReaders(Placement placement, Snapshot snapshot) {
        ManageSnapshots refs = transaction.manageSnapshots();
        if (placement.kind() == Placement.Kind.SWAP) {
            refs.replaceBranch(SnapshotRef.MAIN_BRANCH, names.branch()).removeBranch(names.branch());
        }
        if (transaction.table().refs().containsKey(names.tag())) {
            refs.replaceTag(names.tag(), snapshot.snapshotId());
        } else {
            refs.createTag(names.tag(), snapshot.snapshotId());
        }
        refs.commit();
    }

    private void setProperties(CheckpointCommit commit, Optional<SavedCheckpoint> predecessor) {
        Map<String, String> properties = names.propertiesOf(commit.checkpoint());
        UpdateProperties update = transaction.updateProperties();
        predecessor.map(saved -> names.propertiesOf(saved.checkpoint())).orElse(Map.of()).keySet().stream()
                .filter(name -> !properties.containsKey(name))
                .forEach(update::remove);
        properties.forEach(update::set);
        transaction.table().properties().keySet().stream()
                .filter(this::isOfGoneColumn)
                .forEach(update::remove);
        if (isMet(commit.placement())) {
            update.remove(names.recopyProperty());
        }
        update.commit();
    }

    /** Iceberg refuses any change of properties while one speaks of a column that the table lacks. */
    private boolean isOfGoneColumn(String property) {
        String prefix = TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX;
        return property.startsWith(prefix)
                && transaction.table().schema().findField(property.substring(prefix.length())) == null;
    }

    /** Whether the request for a new copy is the one that this commit answers. */
    private boolean isMet(Placement placement) {
        String request = transaction.table().properties().get(names.recopyProperty());
        return placement instanceof Placement.Swap swap
                && swap.request().filter(met -> met.toString().equals(request)).isPresent();
    }
}
