package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.TableInfo;
import io.vitesslake.source.TableInfo.UniqueKey;
import io.vitesslake.source.TableInfo.VschemaType;
import java.util.Comparator;
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
        requireKeyIncluded(info, key, policy);
        return new TableSetup(
                new TableIdentity(keyspace, info.name()),
                key,
                policy,
                info.estimatedRows(),
                isReference(info),
                info.resumableCopy());
    }

    private void requireKeyIncluded(TableInfo info, List<String> key, TablePolicy policy) {
        List<String> excluded = key.stream().filter(policy::excludes).toList();
        if (!excluded.isEmpty()) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "key-excluded",
                    "Cannot mirror " + keyspace + "." + info.name() + " without its key columns " + excluded
                            + ": rows are told apart by " + key + ". Correct tables." + info.name()
                            + ".columns.exclude.");
        }
    }

    private void checkKind(TableInfo info) {
        switch (info.vschemaType()) {
            case NORMAL, REFERENCE -> {}
            case PINNED ->
                throw refused(
                        info,
                        "pinned-table",
                        "the VSchema pins it to one shard instead of giving it a primary vindex."
                                + " Give it one, make it a reference table, or exclude it (source.exclude).");
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
        Set<String> key = new LinkedHashSet<>(uniqueKey(info));
        // Such a key alone is unique only within a shard; vindex columns cannot be updated, so adding them is exact
        // and free.
        key.addAll(shardingColumns(info));
        return List.copyOf(key);
    }

    /** The primary key, or else the shortest unique key, the first by name of several. */
    private List<String> uniqueKey(TableInfo info) {
        if (!info.primaryKey().isEmpty()) {
            return info.primaryKey();
        }
        return info.notNullUniqueKeys().stream()
                .min(Comparator.comparingInt((UniqueKey key) -> key.columns().size())
                        .thenComparing(UniqueKey::name))
                .map(UniqueKey::columns)
                .orElseThrow(() -> refused(
                        info,
                        "no-key",
                        "it has neither a primary key nor a unique key of NOT NULL columns, so its rows cannot be"
                                + " told apart. Add one of them, or exclude the table (source.exclude)."));
    }

    private List<String> configuredKey(TableInfo info, List<String> key) {
        boolean unique =
                key.containsAll(info.primaryKey()) && !info.primaryKey().isEmpty()
                        || info.notNullUniqueKeys().stream().anyMatch(k -> key.containsAll(k.columns()));
        List<String> sharding = shardingColumns(info);
        if (!unique || !key.containsAll(sharding)) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "key-not-unique",
                    "Cannot mirror " + keyspace + "." + info.name() + " by the key " + key
                            + ": a key must hold a NOT NULL unique key"
                            + (sharding.isEmpty() ? "" : " and the primary vindex columns " + sharding)
                            + ". Unique keys: " + info.primaryKey() + ", " + info.notNullUniqueKeys()
                            + ". Correct tables." + info.name() + ".key.");
        }
        return key;
    }

    /** The columns that say on which shard a row is; none where every shard holds all rows. */
    private List<String> shardingColumns(TableInfo info) {
        if (!sharded || isReference(info)) {
            return List.of();
        }
        if (info.vindexColumns().isEmpty()) {
            throw refused(
                    info,
                    "no-primary-vindex",
                    "the VSchema gives it no primary vindex. Add one, or exclude it (source.exclude).");
        }
        return info.vindexColumns();
    }

    private boolean isReference(TableInfo info) {
        return sharded && info.vschemaType() == VschemaType.REFERENCE;
    }

    private CodedException refused(TableInfo info, String reason, String text) {
        return new CodedException(
                ErrorCode.SOURCE, reason, "Cannot mirror " + keyspace + "." + info.name() + ": " + text);
    }
}
