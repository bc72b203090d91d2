package io.vitesslake.mirror;

/**
 * How one table is doing.
 *
 * @param table source table
 * @param state what it is doing
 * @param changes row changes and copied rows taken in since the start of the process
 * @param copiedRows copied rows among them
 * @param estimatedRows source's estimate of its rows, 0 when unknown
 */
public record TableProgress(String table, TableState state, long changes, long copiedRows, long estimatedRows) {}
