package io.vitesslake.source.vstream;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.ShardQueries;
import java.util.concurrent.TimeUnit;

/** One connection to a VTGate, shared by streams and queries. Closing it ends them all. Thread-safe. */
public final class VtgateConnection implements AutoCloseable {

    private static final int LONGEST_CLOSE_SECONDS = 5;

    private final ManagedChannel channel;
    private final VStreamOptions options;

    private VtgateConnection(ManagedChannel channel, VStreamOptions options) {
        this.channel = channel;
        this.options = options;
    }

    /**
     * Without transport security; connects at the first call.
     *
     * @param target {@code host:port} of VTGate's gRPC service, or any gRPC target
     */
    public static VtgateConnection plaintext(String target, VStreamOptions options) {
        ManagedChannel channel = NettyChannelBuilder.forTarget(target)
                .usePlaintext()
                .keepAliveTime(options.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .build();
        return new VtgateConnection(channel, options);
    }

    public VStreamSource changes() {
        return new VStreamSource(channel, options);
    }

    public KeyspaceCatalog keyspace(String name) {
        return new VtgateCatalog(queries(), name);
    }

    public ShardQueries shards() {
        return new VtgateShardQueries(channel, queries(), options.maxMessageBytes());
    }

    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
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
