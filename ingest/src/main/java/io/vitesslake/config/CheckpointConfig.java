package io.vitesslake.config;

import java.time.Duration;

/**
 * When to commit.
 *
 * @param interval time between checkpoints while changes come
 * @param idleInterval age at which a quiet table's cursor is committed all the same, so that binlogs may be purged
 * @param retryFor how long a lake that fails is waited for
 * @param multiTableCommit whether tables become visible together
 */
public record CheckpointConfig(
        Duration interval, Duration idleInterval, Duration retryFor, MultiTableCommit multiTableCommit) {

    /** Whether the tables of a checkpoint are committed in one request. */
    public enum MultiTableCommit {
        /** Where the catalog can. */
        AUTO,
        OFF
    }
}
