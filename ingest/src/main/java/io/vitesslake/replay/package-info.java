/**
 * A VTGate in this process: a gRPC server that replays recorded VStreams and honours the VGTID, tables and flags it is asked for.
 *
 * <p>Owns the recording format, what was recorded of a keyspace, and how VTGate answers from it. Reads
 * {@link io.vitesslake.replay.RecordedKeyspace} first, then {@link io.vitesslake.replay.ReplayServer}. Must not know who listens, nor
 * anything of the lake.
 */
package io.vitesslake.replay;
