/**
 * Row changes between the stream and the checkpoint: transactions until they commit, then per table the net effect by
 * key.
 *
 * <p>Owns memory accounting, folding and spilling. Reads rows only through {@link io.vitesslake.decode.RowFormat}; must
 * not know positions, checkpoints, gRPC or Iceberg.
 */
package io.vitesslake.buffer;
