package io.vitesslake.mirror;

import io.vitesslake.change.TableShape;
import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.decode.ColumnMapping;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.TableOptions;
import java.util.List;
import java.util.Objects;

/**
 * How one source table is mirrored, settled before anything is touched.
 *
 * @param identity source table
 * @param key columns that identify a row
 * @param policy what the configuration asks for
 * @param estimatedRows source's own estimate, 0 when unknown
 * @param reference whether every shard holds all rows, so that it is read from one shard
 * @param resumable whether VTGate goes on exactly in the middle of a copy; if not, an interrupted copy starts anew
 */
public record TableSetup(
        TableIdentity identity,
        List<String> key,
        TablePolicy policy,
        long estimatedRows,
        boolean reference,
        boolean resumable) {

    public TableSetup {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(policy, "policy");
        key = List.copyOf(key);
    }

    public String table() {
        return identity.table();
    }

    /** Table name in the lake. */
    public String target() {
        return policy.target();
    }

    public TableOptions options() {
        return policy.options();
    }

    public ValuePolicies values() {
        return policy.values();
    }

    public ChangePolicies changes() {
        return policy.changes();
    }

    public DeleteMode deletes() {
        return policy.deletes();
    }

    /** Those columns of a shard that get into the lake. */
    public List<SourceColumn> included(List<SourceColumn> columns) {
        return columns.stream().filter(c -> !policy.excludes(c.name())).toList();
    }

    /**
     * The lake table as the columns of one shard give it.
     *
     * @throws io.vitesslake.change.CodedException SOURCE, when a column cannot be mirrored, or not as a part of the key
     */
    public TableShape shape(Shard shard, List<SourceColumn> columns) {
        return ColumnMapping.shape(shard, table(), included(columns), key, values());
    }
}
