package io.vitesslake.config;

import io.vitesslake.source.TabletType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The keyspace to mirror.
 *
 * @param vtgate gRPC address, host:port
 * @param headers gRPC metadata that is sent with every call, beside what {@code auth} sends; names in lower case, values may be secrets
 * @param tabletType empty for auto: replica if every shard serves one at start, else primary
 * @param discoveryInterval time between looks for new tables while running
 * @param maxMessage largest gRPC message that is accepted; at least the largest row
 */
public record SourceConfig(
        String vtgate,
        TlsConfig tls,
        AuthConfig auth,
        Map<String, String> headers,
        String keyspace,
        TablePatterns tables,
        Optional<TabletType> tabletType,
        Duration discoveryInterval,
        DataSize maxMessage) {

    public SourceConfig {
        headers = Map.copyOf(headers);
    }

    Stream<String> secrets() {
        return Stream.concat(auth.secrets(), headers.values().stream());
    }

    /** Fit for a log: without the values of headers. */
    @Override
    public String toString() {
        return "SourceConfig[vtgate=" + vtgate + ", tls=" + tls + ", auth=" + auth + ", headers="
                + new TreeSet<>(headers.keySet()) + ", keyspace=" + keyspace + ", tables=" + tables + ", tabletType="
                + tabletType + ", discoveryInterval=" + discoveryInterval + ", maxMessage=" + maxMessage + "]";
    }
}
