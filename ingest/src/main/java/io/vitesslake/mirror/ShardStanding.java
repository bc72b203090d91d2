package io.vitesslake.mirror;

import io.vitesslake.source.ShardPosition;

/**
 * How far a stream is on one shard.
 *
 * @param copying whether it has yet to send copied rows
 * @param unfinished bytes of the transaction that has begun
 */
record ShardStanding(ShardPosition position, boolean copying, long unfinished) {}
