/**
 * Keeps tables usable while they are written: old snapshots go, deletes by key become deletes by position, small files and dead rows go.
 *
 * <p>Owns the choice of what is no longer needed. Changes tables only through {@link io.vitesslake.commit}, so that a
 * checkpoint survives whatever is done here.
 */
package io.vitesslake.maintain;
