/**
 * How the mirrored tables stand, read from the lake alone.
 *
 * <p>Owns the words of the status report. Never writes, and needs neither the source nor a running sync.
 */
package io.vitesslake.status;
