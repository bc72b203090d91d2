/**
 * How the mirrored tables stand: as the lake alone tells, and as a running sync tells over HTTP, to people and to machines.
 *
 * <p>Owns the words of the status report, the names of metrics, and the page. Never writes to the lake, never asks the source, and
 * nothing that is asked of it reaches back into the loop. {@link io.vitesslake.status.LakeStatus} needs no running sync.
 */
package io.vitesslake.status;
