package io.vitesslake.change;

/**
 * A part of a {@link TableBatch}. No key occurs twice among all deletes, nor twice among all rows of a batch.
 *
 * @param deletes before images of rows that earlier checkpoints may hold; only the key columns and the columns a partition
 *     is derived from are sure to be readable
 * @param rows whole rows as they are now
 */
public record ChangeBlock(RowBlock deletes, RowBlock rows) {}
