package io.vitesslake.tables;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
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
 */
public record TableOptions(
        int formatVersion, List<String> partitionBy, List<String> sortBy, Map<String, String> properties) {

    public static final TableOptions DEFAULT = new TableOptions(2, List.of(), Map.of());

    /** Without an order. */
    public TableOptions(int formatVersion, List<String> partitionBy, Map<String, String> properties) {
        this(formatVersion, partitionBy, List.of(), properties);
    }

    public TableOptions {
        partitionBy = List.copyOf(partitionBy);
        sortBy = List.copyOf(sortBy);
        properties = Map.copyOf(properties);
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
}
