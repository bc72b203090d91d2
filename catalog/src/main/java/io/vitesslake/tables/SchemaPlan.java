package io.vitesslake.tables;

import io.vitesslake.change.SchemaChange;
import io.vitesslake.change.TableShape;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types;

/**
 * The schema that a batch is written with, and what becomes of it when the batch is in.
 *
 * @param base the schema of the table or branch that the plan was made for
 * @param schema Iceberg schema with the names, types and field ids that the files carry; of the columns that the base lacks, ids
 *     that the table has never given to a column
 * @param change what becomes of columns of {@code schema} in the same commit
 * @param after the schema then
 * @param shape the same as a shape; may have columns that the source lacks
 */
public record SchemaPlan(Schema base, Schema schema, SchemaChange change, Schema after, TableShape shape) {

    /** Whether the table does not have the schema afterwards yet, so that it must be committed with the files. */
    public boolean changed() {
        return !base.sameSchema(after);
    }

    /**
     * Requests the columns of this plan that a table lacks, in order, as optional columns.
     *
     * @param current the table's schema
     * @param update an update of that table; not committed here
     */
    public void addMissing(Schema current, UpdateSchema update) {
        for (Types.NestedField field : schema.columns()) {
            if (current.findField(field.name()) == null) {
                update.addColumn((String) null, field.name(), field.type());
            }
        }
    }

    /**
     * Requests the columns that come with a value for old rows.
     *
     * @param update an update of a table that this plan agrees with; not committed here
     */
    public void add(UpdateSchema update) {
        change.added()
                .forEach(column -> update.addColumn(
                        column.name(), LakeTypes.toIceberg(column.type()), LakeTypes.initialDefault(column)));
    }

    /** Whether the columns that came have the ids of this plan in a table. */
    public boolean hasAdded(Schema actual) {
        return change.added().stream()
                .allMatch(column -> actual.findField(column.name()).fieldId() == fieldId(column.name()));
    }

    /**
     * Requests the renamed and widened columns.
     *
     * @param update an update of a table that this plan agrees with; not committed here
     */
    public void change(UpdateSchema update) {
        change.renamed().forEach(update::renameColumn);
        change.widened()
                .forEach((name, type) ->
                        update.updateColumn(name, LakeTypes.toIceberg(type).asPrimitiveType()));
        // Iceberg renames the names of identifier fields one after the other, so that a swap would give the key to the
        // other
        // column.
        update.setIdentifierFields(after.identifierFieldNames());
    }

    /**
     * Whether files written by this plan are right for a table with the given schema: same ids, names and types, and no column
     * of others has a name that is ours afterwards.
     */
    public boolean agreesWith(Schema actual) {
        for (Types.NestedField field : schema.columns()) {
            Types.NestedField other = actual.findField(field.fieldId());
            if (other == null
                    || !other.name().equals(field.name())
                    || !other.type().equals(field.type())) {
                return false;
            }
        }
        for (Types.NestedField other : actual.columns()) {
            if (schema.findField(other.fieldId()) == null && after.findField(other.name()) != null) {
                return false;
            }
        }
        return schema.identifierFieldIds().equals(actual.identifierFieldIds());
    }

    /**
     * Whether the schema of this plan can take the place of another one as a whole.
     *
     * @param actual the schema of the table or branch
     * @param lastColumnId the highest id that the table has given to a column, in any schema
     */
    public boolean replaces(Schema actual, int lastColumnId) {
        return base.sameSchema(actual)
                && schema.columns().stream()
                        .filter(field -> base.findField(field.fieldId()) == null)
                        .allMatch(field -> field.fieldId() > lastColumnId);
    }

    /** Id of the named column, which {@link #shape} must have. */
    public int fieldId(String column) {
        return after.findField(column).fieldId();
    }
}
