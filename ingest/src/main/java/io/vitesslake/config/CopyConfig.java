package io.vitesslake.config;

import java.util.OptionalLong;

/**
 * How first copies burden the source.
 *
 * @param parallelism large tables that are copied at the same time; small ones run beside them
 * @param maxRowsPerSecond copied rows per second over all copies; empty for no limit
 */
public record CopyConfig(int parallelism, OptionalLong maxRowsPerSecond) {}
