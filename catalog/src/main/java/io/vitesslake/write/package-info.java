/**
 * One batch of one table becomes Parquet data files and equality-delete files that no snapshot shows yet.
 *
 * <p>Owns encoding, file sizes, partitions and the choice of deletes. Never commits, and knows neither checkpoints nor where
 * rows come from. Whatever fails, no file is left behind.
 */
package io.vitesslake.write;
