package io.vitesslake.tables;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.TableProperties;

/**
 * How to create one table.
 *
 * @param formatVersion Iceberg format version, 2 or 3; earlier ones have no row-level deletes
 * @param partitionBy columns or transforms of columns: {@code col}, {@code bucket(16, col)}, {@code truncate(4, col)},
 *     {@code year(col)}, {@code month(col)}, {@code day(col)}, {@code hour(col)}; empty for no partitions
 * @param sortBy the same with {@code asc} or {@code desc} after it, and {@code nulls first} or {@code nulls last}: what engines
 *     that rewrite files sort them by; ours are not. Empty for no order
 * @param properties Iceberg table properties; they win over the defaults of this product
 * @param columnComments by name
 */
public record TableOptions(
        int formatVersion,
        List<String> partitionBy,
        List<String> sortBy,
        Map<String, String> properties,
        Map<String, String> columnComments) {

    /** What Spark and Trino show as the comment of a table. */
    private static final String COMMENT = "comment";

    public static final TableOptions DEFAULT = new TableOptions(2, List.of(), Map.of());

    /** Without comments. */
    public TableOptions(
            int formatVersion, List<String> partitionBy, List<String> sortBy, Map<String, String> properties) {
        this(formatVersion, partitionBy, sortBy, properties, Map.of());
    }

    /** Without an order and comments. */
    public TableOptions(int formatVersion, List<String> partitionBy, Map<String, String> properties) {
        this(formatVersion, partitionBy, List.of(), properties);
    }

    public TableOptions {
        partitionBy = List.copyOf(partitionBy);
        sortBy = List.copyOf(sortBy);
        properties = Map.copyOf(properties);
        columnComments = Map.copyOf(columnComments);
        if (formatVersion != 2 && formatVersion != 3) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "format-version",
                    "Cannot create a table of Iceberg format version " + formatVersion + ": choose 2 or 3");
        }
        if (properties.containsKey(TableProperties.FORMAT_VERSION)) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "format-version",
                    "Cannot take the table property format-version="
                            + properties.get(TableProperties.FORMAT_VERSION)
                            + ": set the format version of the table by its own setting");
        }
    }

    /**
     * The same with comments.
     *
     * @param table empty for none; a property {@code comment} that is asked for wins
     * @param columns by name; of those that the table lacks nothing comes
     */
    public TableOptions commented(String table, Map<String, String> columns) {
        Map<String, String> commented = new HashMap<>(properties);
        if (!table.isEmpty()) {
            commented.putIfAbsent(COMMENT, table);
        }
        return new TableOptions(formatVersion, partitionBy, sortBy, commented, columns);
    }
}
