package io.vitesslake.mirror;

import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.TableOptions;
import java.util.List;
import java.util.Set;

/**
 * What the configuration asks for one table.
 *
 * @param target table name in the lake
 * @param key configured key columns; empty for the key of the source
 * @param excluded source columns that do not get into the lake
 * @param options how the lake table is created
 * @param values what becomes of values that no lake type holds as they are
 * @param changes what becomes of the table when its source changes in a way that row events do not tell in full
 * @param deletes how older rows of changed keys are removed
 */
public record TablePolicy(
        String target,
        List<String> key,
        Set<String> excluded,
        TableOptions options,
        ValuePolicies values,
        ChangePolicies changes,
        DeleteMode deletes) {

    public TablePolicy {
        key = List.copyOf(key);
        excluded = Set.copyOf(excluded);
    }

    /** Whether a source column is kept out of the lake; MySQL ignores the letter case of columns. */
    boolean excludes(String column) {
        return excluded.stream().anyMatch(column::equalsIgnoreCase);
    }
}
