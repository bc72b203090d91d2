package io.vitesslake.tables;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.util.Map;

/**
 * Where the lake tables live.
 *
 * @param name name of the catalog; the JDBC catalog stores it with every table, so it must never change
 * @param namespace namespace of the tables, levels separated by dots
 * @param properties Iceberg catalog properties ({@code type}, {@code uri}, {@code warehouse}, {@code io-impl}…); those that
 *     begin with {@code hadoop.} go without that prefix into the Hadoop configuration instead
 */
public record CatalogOptions(String name, String namespace, Map<String, String> properties) {

    public CatalogOptions {
        properties = Map.copyOf(properties);
        if (name.isBlank() || namespace.isBlank()) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "catalog-settings",
                    "Cannot use catalog '" + name + "' with namespace '" + namespace + "': set both to a name");
        }
    }
}
