package io.vitesslake.mirror;

import java.time.Duration;
import java.time.Instant;

/**
 * What one shard of a stream has sent.
 *
 * @param transactions since the stream was made
 * @param gtid of the newest one; empty in a copy, and from VTGates before v23
 * @param committed when the source committed that, to the second
 * @param taken when it was taken in, to about a second
 * @param lag how far behind the source the stream is on this shard
 */
public record ShardVitals(long transactions, String gtid, Instant committed, Instant taken, Duration lag) {}
