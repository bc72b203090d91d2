package io.vitesslake.source;

import java.util.List;

/**
 * The base tables of a keyspace as of one moment. What is told of them is asked for when it is needed, for all of them at once as
 * far as the source can tell it so, and blocks for the answer. One thread at a time.
 *
 * <p>Errors: {@link io.vitesslake.change.CodedException} SOURCE when the source does not answer.
 */
public interface KeyspaceTables {

    /** Bare names, sorted; no views and none that Vitess keeps for itself. */
    List<String> names();

    /**
     * @throws io.vitesslake.change.CodedException SOURCE {@code unknown-table} when there is no such base table, {@code
     *     query-refused} when the source says nothing about this one
     */
    TableInfo table(String name);
}
