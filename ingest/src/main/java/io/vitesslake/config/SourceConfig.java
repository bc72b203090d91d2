package io.vitesslake.config;

import io.vitesslake.source.TabletType;
import java.time.Duration;
import java.util.Optional;

/**
 * The keyspace to mirror.
 *
 * @param vtgate gRPC address, host:port
 * @param tabletType empty for auto: replica if every shard serves one at start, else primary
 * @param discoveryInterval time between looks for new tables while running
 * @param maxMessage largest gRPC message that is accepted; at least the largest row
 */
public record SourceConfig(
        String vtgate,
        String keyspace,
        TablePatterns tables,
        Optional<TabletType> tabletType,
        Duration discoveryInterval,
        DataSize maxMessage) {}
