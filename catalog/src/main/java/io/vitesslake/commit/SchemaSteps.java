package io.vitesslake.commit;

import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.tables.SchemaPlan;
import io.vitesslake.tables.SnapshotSchemas;
import io.vitesslake.tables.SourceColumns;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;

/**
 * The schema of a table in the course of one transaction: before the rows are added and after.
 *
 * <p>On top of what readers see the schema is changed column by column, so that columns of others stay. Where no old row stays,
 * and on a branch, the schema of the plan takes the place of the current one as a whole. Iceberg has one current schema for all
 * branches and notes its id in each new snapshot; while readers do not see the branch they keep theirs.
 */
final class SchemaSteps {

    private final CheckpointNames names;
    private final Transaction transaction;
    private final Placement placement;
    private final SchemaPlan plan;
    private final int readersSchemaId;

    SchemaSteps(CheckpointNames names, Transaction transaction, CheckpointCommit commit) {
        this.names = names;
        this.transaction = transaction;
        this.placement = commit.placement();
        this.plan = commit.files().plan();
        this.readersSchemaId = transaction.table().schema().schemaId();
    }

    /**
     * Before the rows: brings the schema to that of the files, less the columns that go.
     *
     * @return whether the files fit the table; otherwise the transaction must not be committed
     */
    boolean adopt() {
        if (!SourceColumns.areIn(plan.after(), transaction.table())) {
            return false;
        }
        return placement.kind() == Placement.Kind.MAIN ? evolve() : replace();
    }

    private boolean evolve() {
        if (plan.changed()) {
            UpdateSchema missing = transaction.updateSchema();
            plan.addMissing(transaction.table().schema(), missing);
            missing.commit();
        }
        if (!plan.agreesWith(transaction.table().schema())) {
            return false;
        }
        if (!plan.change().added().isEmpty()) {
            UpdateSchema adding = transaction.updateSchema();
            plan.add(adding);
            adding.commit();
            if (!plan.hasAdded(transaction.table().schema())) {
                return false;
            }
        }
        if (!plan.change().dropped().isEmpty()) {
            // Not after the rows: the schema of the newest snapshot would have columns that the table lacks, as after a
            // rollback.
            UpdateSchema dropping = transaction.updateSchema();
            plan.change().dropped().forEach(dropping::deleteColumn);
            dropping.commit();
        }
        return true;
    }

    private boolean replace() {
        if (!plan.change().isNone()) {
            throw new IllegalArgumentException("Cannot change columns by " + plan.change() + " in a commit to "
                    + placement.kind() + ": they are planned as they are to be");
        }
        TableMetadata current = operations().current();
        Optional<Schema> actual = placement.kind() == Placement.Kind.BRANCH || placement.kind() == Placement.Kind.SWAP
                ? SnapshotSchemas.ofBranch(current, names.branch())
                : Optional.of(current.schema());
        if (actual.filter(schema -> plan.replaces(schema, current.lastColumnId()))
                .isEmpty()) {
            return false;
        }
        int lastColumnId = Math.max(current.lastColumnId(), plan.schema().highestFieldId());
        commit(builder -> builder.setCurrentSchema(plan.schema(), lastColumnId));
        return true;
    }

    /** After the rows: leaves the schema that readers have from then on. */
    void settle() {
        switch (placement.kind()) {
            case MAIN -> {
                if (!plan.change().renamed().isEmpty()
                        || !plan.change().widened().isEmpty()) {
                    UpdateSchema update = transaction.updateSchema();
                    plan.change(update);
                    update.commit();
                }
            }
            case BRANCH_START, BRANCH -> commit(builder -> builder.setCurrentSchema(readersSchemaId));
            case MAIN_ANEW, SWAP -> {
                // The schema of the plan is theirs.
            }
        }
    }

    /** Transactions of Iceberg have no call for these changes, but take metadata made by hand. */
    private void commit(UnaryOperator<TableMetadata.Builder> change) {
        TableMetadata current = operations().current();
        operations()
                .commit(current, change.apply(TableMetadata.buildFrom(current)).build());
    }

    private TableOperations operations() {
        return ((HasTableOperations) transaction.table()).operations();
    }
}
