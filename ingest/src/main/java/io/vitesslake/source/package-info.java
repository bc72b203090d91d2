/**
 * The source as the loop sees it: shards, positions, streams and their events.
 *
 * <p>Owns the vocabulary of positions (GTID set, VGTID) and the ports {@link io.vitesslake.source.ChangeSource} and
 * {@link io.vitesslake.source.SourceListener}. Needs only the JDK and {@code change}; has never heard of gRPC or
 * protobuf classes.
 */
package io.vitesslake.source;
