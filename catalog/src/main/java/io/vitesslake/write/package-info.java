/**
 * One batch of one table becomes Parquet data files and equality-delete files that no snapshot shows yet.
 *
 * <p>Files of a table become better ones with the same rows ({@link io.vitesslake.write.Compaction}, {@link
 * io.vitesslake.write.DeleteConversion}).
 *
 * <p>Owns encoding, file sizes, partitions and the choice of deletes. Never commits, and knows neither checkpoints nor where
 * rows come from. Whatever fails, no file is left behind.
 */
package io.vitesslake.write;
