package io.vitesslake.source.vstream;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.vitess.proto.Vtgate.ExecuteRequest;
import io.vitess.proto.Vtgate.ExecuteResponse;
import io.vitess.proto.Vtgate.VStreamRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A gRPC server on loopback that answers VStream and Execute as a test says. */
final class FakeVtgate implements AutoCloseable {

    private final Server server;

    FakeVtgate(BiConsumer<VStreamRequest, ServerCallStreamObserver<byte[]>> streams) {
        this(streams, request -> ExecuteResponse.getDefaultInstance());
    }

    FakeVtgate(
            BiConsumer<VStreamRequest, ServerCallStreamObserver<byte[]>> streams,
            Function<ExecuteRequest, ExecuteResponse> queries) {
        ServerServiceDefinition service = ServerServiceDefinition.builder("vtgateservice.Vitess")
                .addMethod(
                        VtgateMethods.VSTREAM,
                        ServerCalls.asyncServerStreamingCall((request, observer) ->
                                streams.accept(request, (ServerCallStreamObserver<byte[]>) observer)))
                .addMethod(VtgateMethods.EXECUTE, ServerCalls.asyncUnaryCall((request, observer) -> {
                    observer.onNext(queries.apply(request));
                    observer.onCompleted();
                }))
                .build();
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(service)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    VtgateConnection connect(VStreamOptions options) {
        return VtgateConnection.plaintext("127.0.0.1:" + server.getPort(), options);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
