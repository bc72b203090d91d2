package io.vitesslake.source.vstream;

import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptors;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.ShardQueries;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One connection to a VTGate, shared by streams and queries. Closing it ends them all. Thread-safe. */
public final class VtgateConnection implements AutoCloseable {

    private static final int LONGEST_CLOSE_SECONDS = 5;

    private final ManagedChannel connection;
    private final Channel channel;
    private final VStreamOptions options;

    private VtgateConnection(ManagedChannel connection, Map<String, String> headers, VStreamOptions options) {
        this.connection = connection;
        this.channel =
                ClientInterceptors.intercept(connection, MetadataUtils.newAttachHeadersInterceptor(metadata(headers)));
        this.options = options;
    }

    /**
     * Connects at the first call.
     *
     * @throws CodedException CONFIG {@code unusable-certificate}, when a file of {@code address.tls} is not what it should be
     */
    public static VtgateConnection open(VtgateAddress address, VStreamOptions options) {
        NettyChannelBuilder builder = builder(address);
        address.tls().flatMap(VtgateAddress.Tls::serverName).ifPresent(builder::overrideAuthority);
        ManagedChannel connection = builder.keepAliveTime(options.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .build();
        return new VtgateConnection(connection, address.headers(), options);
    }

    private static NettyChannelBuilder builder(VtgateAddress address) {
        if (address.tls().isEmpty()) {
            return NettyChannelBuilder.forTarget(address.target(), InsecureChannelCredentials.create());
        }
        VtgateAddress.Tls tls = address.tls().get();
        try {
            return NettyChannelBuilder.forTarget(address.target(), credentials(tls));
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(tls, e);
        }
    }

    private static ChannelCredentials credentials(VtgateAddress.Tls tls) throws IOException {
        TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
        if (tls.ca().isPresent()) {
            credentials.trustManager(tls.ca().get().toFile());
        }
        if (tls.certificate().isPresent()) {
            credentials.keyManager(
                    tls.certificate().get().toFile(), tls.key().orElseThrow().toFile());
        }
        return credentials.build();
    }

    private static CodedException unusable(VtgateAddress.Tls tls, Exception cause) {
        return new CodedException(
                ErrorCode.CONFIG,
                "unusable-certificate",
                "Cannot use " + tls + ": " + cause
                        + ". Give PEM files; the key as PKCS #8 and not encrypted (`openssl pkcs8 -topk8 -nocrypt`).",
                cause);
    }

    private static Metadata metadata(Map<String, String> headers) {
        Metadata metadata = new Metadata();
        headers.forEach((name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        return metadata;
    }

    public VStreamSource changes() {
        return new VStreamSource(channel, options);
    }

    public KeyspaceCatalog keyspace(String name) {
        return new VtgateCatalog(queries(), name);
    }

    /**
     * Names of the keyspaces that it serves, sorted. Blocks for the answer.
     *
     * @throws CodedException SOURCE, when VTGate does not answer
     */
    public List<String> keyspaces() {
        return queries().rows("", "show vitess_shards", Map.of()).stream()
                .map(row -> row.get(0).substring(0, row.get(0).indexOf('/')))
                .distinct()
                .sorted()
                .toList();
    }

    public ShardQueries shards() {
        return new VtgateShardQueries(channel, queries(), options.maxMessageBytes());
    }

    @Override
    public void close() {
        connection.shutdownNow();
        try {
            connection.awaitTermination(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    VtgateQueries queries() {
        return new VtgateQueries(channel, options.callTimeout());
    }

    Channel channel() {
        return channel;
    }
}
