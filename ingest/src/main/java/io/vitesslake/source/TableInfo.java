package io.vitesslake.source;

import java.util.List;
import java.util.Objects;

/**
 * What decides how a table can be mirrored.
 *
 * @param name bare name
 * @param primaryKey column names in key order, empty if none
 * @param notNullUniqueKeys unique keys (not the primary one) whose columns are all NOT NULL whole columns
 * @param vindexColumns columns of the primary vindex, empty if none
 * @param vschemaType how the VSchema describes it
 * @param cascadingForeignKey whether InnoDB may change its rows by CASCADE or SET NULL, of which the binlog tells
 * nothing
 * @param estimatedRows MySQL's estimate over all shards
 * @param engine storage engine, such as {@code InnoDB}
 * @param resumableCopy whether VTGate goes on exactly in the middle of a copy: what it asks MySQL for, keys greater than the last
 * one, are the rows that follow in the copy's order
 */
public record TableInfo(
        String name,
        List<String> primaryKey,
        List<UniqueKey> notNullUniqueKeys,
        List<String> vindexColumns,
        VschemaType vschemaType,
        boolean cascadingForeignKey,
        long estimatedRows,
        String engine,
        boolean resumableCopy) {

    /** A table's kind in the VSchema. */
    public enum VschemaType {
        NORMAL,
        /** Every shard holds all rows. */
        REFERENCE,
        /** One shard, chosen in the VSchema, holds all rows. */
        PINNED,
        SEQUENCE,
        /** The VSchema does not know the table. */
        ABSENT
    }

    /** @param columns in key order */
    public record UniqueKey(String name, List<String> columns) {

        public UniqueKey {
            Objects.requireNonNull(name, "name");
            columns = List.copyOf(columns);
        }
    }

    public TableInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(vschemaType, "vschemaType");
        Objects.requireNonNull(engine, "engine");
        primaryKey = List.copyOf(primaryKey);
        notNullUniqueKeys = List.copyOf(notNullUniqueKeys);
        vindexColumns = List.copyOf(vindexColumns);
    }
}
