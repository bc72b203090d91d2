package io.vitesslake.mirror;

import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.tables.TableOptions;
import java.util.List;
import java.util.Objects;

/**
 * How one source table is mirrored, settled before anything is touched.
 *
 * @param identity source table
 * @param target table name in the lake
 * @param key columns that identify a row
 * @param options how the lake table is created
 * @param values what becomes of values that no lake type holds as they are
 * @param estimatedRows source's own estimate, 0 when unknown
 * @param reference whether every shard holds all rows, so that it is read from one shard
 * @param resumable whether VTGate goes on exactly in the middle of a copy; if not, an interrupted copy starts anew
 */
public record TableSetup(
        TableIdentity identity,
        String target,
        List<String> key,
        TableOptions options,
        ValuePolicies values,
        long estimatedRows,
        boolean reference,
        boolean resumable) {

    public TableSetup {
        Objects.requireNonNull(identity, "identity");
        key = List.copyOf(key);
    }

    public String table() {
        return identity.table();
    }
}
