package io.vitesslake.tables;

import io.vitesslake.change.TableShape;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types;

/**
 * The schema that a batch is written with: the table's own, or that plus appended optional columns.
 *
 * @param shape the schema as a shape; may have columns that the source lacks
 * @param schema Iceberg schema with the field ids that the files carry
 * @param changed whether the table does not have this schema yet, so that it must be committed with the files
 */
public record SchemaPlan(TableShape shape, Schema schema, boolean changed) {

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

    /** Whether files written by this plan are right for a table with the given schema: same ids, names and types. */
    public boolean agreesWith(Schema actual) {
        for (Types.NestedField field : schema.columns()) {
            Types.NestedField other = actual.findField(field.fieldId());
            if (other == null
                    || !other.name().equals(field.name())
                    || !other.type().equals(field.type())) {
                return false;
            }
        }
        return schema.identifierFieldIds().equals(actual.identifierFieldIds());
    }

    /** Id of the named column, which {@link #shape} must have. */
    public int fieldId(String column) {
        return schema.findField(column).fieldId();
    }
}
