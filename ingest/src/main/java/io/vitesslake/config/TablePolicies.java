package io.vitesslake.config;

import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.TableOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How one table is mirrored.
 *
 * @param key columns that identify a row; empty for the primary key, with the vindex columns in a sharded keyspace
 * @param partitionBy transforms such as {@code bucket(16, customer_id)}; used when the lake table is created
 * @param sortBy sort fields such as {@code created_at desc}; used when the lake table is created
 * @param target name in the lake; empty for the source's name
 * @param formatVersion Iceberg's table format, 2 or 3; used when the lake table is created
 * @param properties Iceberg table properties; used when the lake table is created
 * @param excluded source columns that do not get into the lake
 * @param values what becomes of values that no lake type holds as they are
 * @param changes what becomes of the table when its source changes in a way that row events do not tell in full
 * @param deletes how older rows of changed keys are removed
 */
public record TablePolicies(
        List<String> key,
        List<String> partitionBy,
        List<String> sortBy,
        Optional<String> target,
        int formatVersion,
        Map<String, String> properties,
        Set<String> excluded,
        ValuePolicies values,
        ChangePolicies changes,
        DeleteMode deletes) {

    static final TablePolicies DEFAULTS = new TablePolicies(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            2,
            Map.of(),
            Set.of(),
            ValuePolicies.DEFAULT,
            ChangePolicies.DEFAULT,
            DeleteMode.EQUALITY);

    public TablePolicies {
        key = List.copyOf(key);
        partitionBy = List.copyOf(partitionBy);
        sortBy = List.copyOf(sortBy);
        properties = Map.copyOf(properties);
        excluded = Set.copyOf(excluded);
    }

    public TableOptions options() {
        return new TableOptions(formatVersion, partitionBy, sortBy, properties);
    }
}
