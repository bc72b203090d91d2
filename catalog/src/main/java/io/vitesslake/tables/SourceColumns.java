package io.vitesslake.tables;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortField;
import org.apache.iceberg.Table;

/**
 * The columns that the partitions and the order of a table are derived from. Specs name them by field id, for old files too, so
 * that a column of another id cannot take their place.
 */
public final class SourceColumns {

    private SourceColumns() {}

    /** Names of the columns that a partition is derived from, in any spec the table ever had. */
    static Set<String> ofPartitions(Table table) {
        Set<String> names = new TreeSet<>();
        for (PartitionSpec spec : table.specs().values()) {
            for (PartitionField field : spec.fields()) {
                String column = table.schema().findColumnName(field.sourceId());
                if (column != null && !field.transform().isVoid()) {
                    names.add(column);
                }
            }
        }
        return names;
    }

    /** Whether a schema has all of them that the table's own schema has. */
    public static boolean areIn(Schema schema, Table table) {
        return lacking(schema, table).isEmpty();
    }

    /**
     * @param name of the table, for the message
     * @throws CodedException LAKE {@code invalid-partitioning}
     */
    static void requireIn(Schema schema, Table table, String name) {
        lacking(schema, table).ifPresent(what -> {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "invalid-partitioning",
                    "Cannot change the schema of " + name + ": " + what
                            + ", which the source drops or gives another type. Drop the lake table and let it be copied "
                            + "anew, if needed with another partition-by or sort-by");
        });
    }

    private static Optional<String> lacking(Schema schema, Table table) {
        for (PartitionSpec spec : table.specs().values()) {
            for (PartitionField field : spec.fields()) {
                if (!field.transform().isVoid() && isLost(field.sourceId(), schema, table)) {
                    return Optional.of("partition field " + field.name() + " of spec " + spec.specId()
                            + " is derived from column " + table.schema().findColumnName(field.sourceId()));
                }
            }
        }
        for (SortField field : table.sortOrder().fields()) {
            if (isLost(field.sourceId(), schema, table)) {
                return Optional.of(
                        "its files are sorted by column " + table.schema().findColumnName(field.sourceId()));
            }
        }
        return Optional.empty();
    }

    private static boolean isLost(int sourceId, Schema schema, Table table) {
        return table.schema().findField(sourceId) != null && schema.findField(sourceId) == null;
    }
}
