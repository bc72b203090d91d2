package io.vitesslake.source;

import java.util.List;

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

    /** Bare names of all base tables (no views), sorted. */
    List<String> baseTables();

    /** @throws io.vitesslake.change.CodedException SOURCE {@code unknown-table} when there is no such base table */
    TableInfo table(String name);

    /** Whether every shard has a healthy tablet of the type. */
    boolean servesEverywhere(TabletType type);

    /** Whether rows that are older than a column read something other than null in it: a default, or a generated value. */
    boolean hasDefault(String table, String column);
}
