package io.vitesslake.source;

import java.util.List;
import java.util.Optional;

/**
 * What the source tells about one keyspace: shards, tables, keys. Every call may ask the network and blocks for the
 * answer.
 *
 * <p>Errors: {@link io.vitesslake.change.CodedException} SOURCE when the source does not answer or does not know the
 * keyspace.
 */
public interface KeyspaceCatalog {

    /** Serving shards, sorted; at least one. */
    List<Shard> shards();

    /** Whether rows are spread by vindexes; false for a keyspace of one shard without them. */
    boolean sharded();

    /** The base tables that there are now. */
    KeyspaceTables tables();

    /** Whether every shard has a healthy tablet of the type. */
    boolean servesEverywhere(TabletType type);

    /**
     * Whether VTGate does not serve a table from this keyspace though it is there: MoveTables has switched its traffic, or not yet.
     *
     * @return for people, from where it is served
     */
    Optional<String> servedElsewhere(String table);

    /** Columns of a table on one shard, generated and invisible ones too; none when it is not there. */
    List<DeclaredColumn> columns(Shard shard, String table);

    /** Comments of a table and its columns; none when it is not there. */
    TableComments comments(String table);

    /** What the MySQL of a shard has; of several tablets of the type any. */
    ServerGtids gtids(Shard shard, TabletType type);
}
