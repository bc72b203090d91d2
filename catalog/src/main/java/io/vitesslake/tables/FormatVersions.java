package io.vitesslake.tables;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** What a table's format version holds (Iceberg specification, section Primitive Types: variant from version 3 on). */
final class FormatVersions {

    private static final int VARIANT = 3;

    private FormatVersions() {}

    /**
     * @param table name for messages
     * @throws CodedException LAKE {@code incompatible-schema}
     */
    static void requireFor(Schema schema, int formatVersion, String table) {
        for (Types.NestedField field : schema.columns()) {
            if (field.type().isVariantType() && formatVersion < VARIANT) {
                throw new CodedException(
                        ErrorCode.LAKE,
                        "incompatible-schema",
                        "Cannot write column " + field.name() + " to " + table
                                + " as a variant: the table has format version "
                                + formatVersion + ", and variants need " + VARIANT
                                + ". Set format-version: 3 for a new table; upgrade one that exists (ALTER TABLE … SET "
                                + "TBLPROPERTIES ('format-version' = '3') in Spark), or drop it to have it copied anew; or "
                                + "set json-as: string");
            }
        }
    }
}
