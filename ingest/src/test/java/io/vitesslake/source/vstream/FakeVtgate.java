package io.vitesslake.source.vstream;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.vitess.proto.Vtgate.ExecuteRequest;
import io.vitess.proto.Vtgate.ExecuteResponse;
import io.vitess.proto.Vtgate.StreamExecuteRequest;
import io.vitess.proto.Vtgate.StreamExecuteResponse;
import io.vitess.proto.Vtgate.VStreamRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A gRPC server on loopback that answers VStream, Execute and StreamExecute as a test says. */
final class FakeVtgate implements AutoCloseable {

    private final Server server;

    FakeVtgate(BiConsumer<VStreamRequest, ServerCallStreamObserver<byte[]>> streams) {
        this(streams, request -> ExecuteResponse.getDefaultInstance());
    }

    FakeVtgate(
            BiConsumer<VStreamRequest, ServerCallStreamObserver<byte[]>> streams,
            Function<ExecuteRequest, ExecuteResponse> queries) {
        this(streams, queries, (request, observer) -> observer.onCompleted());
    }

    private FakeVtgate(
            BiConsumer<VStreamRequest, ServerCallStreamObserver<byte[]>> streams,
            Function<ExecuteRequest, ExecuteResponse> queries,
            BiConsumer<StreamExecuteRequest, StreamObserver<StreamExecuteResponse>> streamedQueries) {
        ServerServiceDefinition service = ServerServiceDefinition.builder("vtgateservice.Vitess")
                .addMethod(
                        VtgateMethods.VSTREAM,
                        ServerCalls.asyncServerStreamingCall((request, observer) ->
                                streams.accept(request, (ServerCallStreamObserver<byte[]>) observer)))
                .addMethod(VtgateMethods.EXECUTE, ServerCalls.asyncUnaryCall((request, observer) -> {
                    observer.onNext(queries.apply(request));
                    observer.onCompleted();
                }))
                .addMethod(VtgateMethods.STREAM_EXECUTE, ServerCalls.asyncServerStreamingCall(streamedQueries::accept))
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

    /** One that answers StreamExecute alone. */
    static FakeVtgate streaming(
            BiConsumer<StreamExecuteRequest, StreamObserver<StreamExecuteResponse>> streamedQueries) {
        return new FakeVtgate(
                (request, observer) -> observer.onCompleted(),
                request -> ExecuteResponse.getDefaultInstance(),
                streamedQueries);
    }

    VtgateConnection connect(VStreamOptions options) {
        return VtgateConnection.plaintext("127.0.0.1:" + server.getPort(), options);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
