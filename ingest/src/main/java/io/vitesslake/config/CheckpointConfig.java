package io.vitesslake.config;

import java.time.Duration;

/**
 * When to commit.
 *
 * @param interval time between checkpoints while changes come
 * @param idleInterval age at which a quiet table's cursor is committed all the same, so that binlogs may be purged
 * @param retryFor how long a lake that fails is waited for
 */
public record CheckpointConfig(Duration interval, Duration idleInterval, Duration retryFor) {}
