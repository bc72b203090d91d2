/**
 * Finds rows by key: where in which data file of a branch they lie. What it keeps on disk is a cache of what immutable data files
 * hold, and can be lost at any time. It knows nothing of batches, commits and checkpoints.
 */
package io.vitesslake.index;
