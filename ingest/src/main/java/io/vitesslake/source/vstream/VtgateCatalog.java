package io.vitesslake.source.vstream;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.KeyspaceTables;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.TableComments;
import io.vitesslake.source.TabletType;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One keyspace, asked for through VTGate alone: SHOW statements of VTGate and information_schema, which it answers from
 * one shard. No state; every call asks anew.
 */
final class VtgateCatalog implements KeyspaceCatalog {

    private final VtgateQueries queries;
    private final String keyspace;

    VtgateCatalog(VtgateQueries queries, String keyspace) {
        this.queries = queries;
        this.keyspace = keyspace;
    }

    @Override
    public List<Shard> shards() {
        String prefix = keyspace + "/";
        List<String> all = queries.rows("", "show vitess_shards", Map.of()).stream()
                .map(row -> row.get(0))
                .toList();
        List<Shard> mine = all.stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> new Shard(keyspace, name.substring(prefix.length())))
                .sorted()
                .toList();
        if (mine.isEmpty()) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "unknown-keyspace",
                    "Cannot find keyspace " + keyspace + ": VTGate serves the shards " + all
                            + ". Check source.keyspace and source.vtgate.");
        }
        return mine;
    }

    @Override
    public boolean sharded() {
        return vschema().sharded || shards().size() > 1;
    }

    @Override
    public KeyspaceTables tables() {
        return new VtgateTables(queries, keyspace, this);
    }

    @Override
    public boolean servesEverywhere(TabletType type) {
        Set<Shard> serving = queries.rows("", "show vitess_tablets", Map.of()).stream()
                // Cell, Keyspace, Shard, TabletType, State, …
                .filter(row -> row.get(3).equals(type.name()) && row.get(4).equals("SERVING"))
                .map(row -> new Shard(row.get(1), row.get(2)))
                .collect(Collectors.toSet());
        return serving.containsAll(shards());
    }

    @Override
    public Optional<String> servedElsewhere(String table) {
        return new TableRoute(queries, keyspace).elsewhere(table);
    }

    // Aimed at one shard, VTGate passes the query on as it is, and MySQL has a name of its own for the database.
    @Override
    public List<DeclaredColumn> columns(Shard shard, String table) {
        return queries
                .rows(
                        shard.keyspace() + ":" + shard.name(),
                        "select column_name, column_type, coalesce(character_set_name, ''), is_nullable,"
                                + " column_default is not null, coalesce(column_default, '')"
                                + " from information_schema.columns"
                                + " where table_schema = database() and table_name = :tbl order by ordinal_position",
                        Map.of("tbl", table))
                .stream()
                .map(row -> new DeclaredColumn(
                        row.get(0),
                        row.get(1),
                        Optional.of(row.get(2)).filter(set -> !set.isEmpty()),
                        row.get(3).equals("NO"),
                        Optional.of(row.get(5)).filter(text -> row.get(4).equals("1"))))
                .toList();
    }

    @Override
    public TableComments comments(String table) {
        Map<String, String> of = Map.of("keyspace", keyspace, "tbl", table);
        Map<String, String> columns = new HashMap<>();
        queries.rows(
                        keyspace,
                        "select column_name, column_comment from information_schema.columns"
                                + " where table_schema = :keyspace and table_name = :tbl and column_comment <> ''",
                        of)
                .forEach(row -> columns.put(row.get(0), row.get(1)));
        String ofTable = queries
                .rows(
                        keyspace,
                        "select table_comment from information_schema.tables"
                                + " where table_schema = :keyspace and table_name = :tbl",
                        of)
                .stream()
                .map(row -> row.get(0))
                .findFirst()
                .orElse("");
        return new TableComments(ofTable, columns);
    }

    @Override
    public ServerGtids gtids(Shard shard, TabletType type) {
        List<String> row = queries.rows(
                        shard.keyspace() + ":" + shard.name() + "@"
                                + type.name().toLowerCase(Locale.ROOT),
                        "select @@global.gtid_executed, @@global.gtid_purged",
                        Map.of())
                .get(0);
        return new ServerGtids(GtidSet.parse(row.get(0)), GtidSet.parse(row.get(1)));
    }

    VschemaKeyspace vschema() {
        // Keyspace, Sharded, Foreign Key, Comment
        return queries.rows("", "show vschema keyspaces", Map.of()).stream()
                .filter(row -> row.get(0).equals(keyspace))
                .findFirst()
                .map(row -> new VschemaKeyspace(
                        row.get(1).equals("true"), row.get(2).equals("managed")))
                .orElse(new VschemaKeyspace(false, false));
    }

    /**
     * What the VSchema says of the keyspace.
     *
     * @param managesForeignKeys whether VTGate itself does what foreign keys cascade, row by row
     */
    record VschemaKeyspace(boolean sharded, boolean managesForeignKeys) {}
}
