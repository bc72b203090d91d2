/**
 * Checkpoints as they lie in a lake table: how they are named, and how the newest one is found again.
 *
 * <p>Owns the summary properties, the tag and the table properties that carry a checkpoint, and the rules by which they are
 * believed after other engines rewrote, expired or rolled back the table. Never writes to a table. A cursor is opaque here:
 * this package must not know what its entries mean.
 */
package io.vitesslake.checkpoint;
