package io.vitesslake.mirror;

import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.tables.TableOptions;
import java.util.List;

/**
 * What the configuration asks for one table.
 *
 * @param target table name in the lake
 * @param key configured key columns; empty for the key of the source
 * @param options how the lake table is created
 * @param values what becomes of values that no lake type holds as they are
 */
public record TablePolicy(String target, List<String> key, TableOptions options, ValuePolicies values) {

    public TablePolicy {
        key = List.copyOf(key);
    }
}
