package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.TableInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Decides, before anything is touched, whether a source table can be mirrored exactly, and by which key. Stateless. */
public final class TableChecks {

    private final String keyspace;
    private final boolean sharded;

    public TableChecks(String keyspace, boolean sharded) {
        this.keyspace = keyspace;
        this.sharded = sharded;
    }

    /**
     * @throws CodedException SOURCE or CONFIG, with the remedy, when the table must be refused
     */
    public TableSetup check(TableInfo info, TablePolicy policy) {
        checkKind(info);
        List<String> key = key(info, policy);
        return new TableSetup(
                new TableIdentity(keyspace, info.name()),
                policy.target(),
                key,
                policy.options(),
                info.estimatedRows(),
                false,
                true);
    }

    private void checkKind(TableInfo info) {
        switch (info.vschemaType()) {
            case NORMAL -> {}
            case REFERENCE ->
                throw refused(
                        info,
                        "reference-table",
                        "it is a reference table, which arrives once from every shard. Exclude it (source.exclude).");
            case SEQUENCE ->
                throw refused(
                        info, "sequence-table", "it is a Vitess sequence, not data. Exclude it (source.exclude).");
            case ABSENT -> {
                if (sharded) {
                    throw refused(
                            info,
                            "no-vschema-entry",
                            "it has no entry in the VSchema, so that its rows cannot be told apart over shards."
                                    + " Add it to the VSchema, or exclude it (source.exclude).");
                }
            }
        }
        if (info.cascadingForeignKey()) {
            throw refused(
                    info,
                    "cascading-foreign-key",
                    "a foreign key of it has a cascading action, whose changes MySQL does not put into the binlog."
                            + " Let Vitess manage foreign keys (foreignKeyMode: managed), drop the action, or exclude the table.");
        }
        if (!info.engine().toLowerCase(Locale.ROOT).equals("innodb")) {
            throw refused(
                    info,
                    "not-transactional",
                    "its engine is " + info.engine() + ", whose changes are not transactional."
                            + " Convert it to InnoDB, or exclude it (source.exclude).");
        }
    }

    private List<String> key(TableInfo info, TablePolicy policy) {
        if (!policy.key().isEmpty()) {
            return configuredKey(info, policy.key());
        }
        if (info.primaryKey().isEmpty()) {
            throw refused(
                    info,
                    "no-primary-key",
                    "it has no primary key. Add one, or name a NOT NULL unique key in tables." + info.name()
                            + ".key; unique keys found: " + info.notNullUniqueKeys() + ".");
        }
        // A primary key alone is unique only within a shard; vindex columns cannot be updated, so adding them is exact
        // and free.
        Set<String> key = new LinkedHashSet<>(info.primaryKey());
        if (sharded) {
            key.addAll(vindexColumns(info));
        }
        return List.copyOf(key);
    }

    private List<String> configuredKey(TableInfo info, List<String> key) {
        boolean unique =
                key.containsAll(info.primaryKey()) && !info.primaryKey().isEmpty()
                        || info.notNullUniqueKeys().stream().anyMatch(k -> key.containsAll(k.columns()));
        if (!unique || sharded && !key.containsAll(vindexColumns(info))) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "key-not-unique",
                    "Cannot mirror " + keyspace + "." + info.name() + " by the key " + key
                            + ": a key must hold a NOT NULL unique key"
                            + (sharded ? " and the primary vindex columns " + info.vindexColumns() : "")
                            + ". Unique keys: " + info.primaryKey() + ", " + info.notNullUniqueKeys()
                            + ". Correct tables." + info.name() + ".key.");
        }
        return key;
    }

    private List<String> vindexColumns(TableInfo info) {
        if (info.vindexColumns().isEmpty()) {
            throw refused(
                    info,
                    "no-primary-vindex",
                    "the VSchema gives it no primary vindex. Add one, or exclude it (source.exclude).");
        }
        return info.vindexColumns();
    }

    private CodedException refused(TableInfo info, String reason, String text) {
        return new CodedException(
                ErrorCode.SOURCE, reason, "Cannot mirror " + keyspace + "." + info.name() + ": " + text);
    }
}
