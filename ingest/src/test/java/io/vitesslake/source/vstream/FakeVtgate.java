package io.vitesslake.source.vstream;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A gRPC server on loopback that answers VStream, Execute and StreamExecute as a test says. */
final class FakeVtgate implements AutoCloseable {

    private final Server server;
    private final List<Metadata> received = new CopyOnWriteArrayList<>();

    FakeVtgate(BiConsumer<VStreamRequest, ServerCallStreamObserver<byte[]>> streams) {
        this(streams, request -> ExecuteResponse.getDefaultInstance());
    }

    FakeVtgate(
            BiConsumer<VStreamRequest, ServerCallStreamObserver<byte[]>> streams,
            Function<ExecuteRequest, ExecuteResponse> queries) {
        this(InsecureServerCredentials.create(), streams, queries, (request, observer) -> observer.onCompleted());
    }

    private FakeVtgate(
            ServerCredentials credentials,
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
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            server = NettyServerBuilder.forAddress(anyPort, credentials)
                    .addService(service)
                    .intercept(new Recorder())
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
                InsecureServerCredentials.create(),
                (request, observer) -> observer.onCompleted(),
                request -> ExecuteResponse.getDefaultInstance(),
                streamedQueries);
    }

    /** One that answers Execute and StreamExecute, and has no streams. */
    static FakeVtgate answering(
            ServerCredentials credentials,
            Function<ExecuteRequest, ExecuteResponse> queries,
            BiConsumer<StreamExecuteRequest, StreamObserver<StreamExecuteResponse>> streamedQueries) {
        return new FakeVtgate(
                credentials,
                (request, observer) -> observer.onError(new AssertionError("nobody streams " + request)),
                queries,
                streamedQueries);
    }

    /** One that answers every query with no rows. */
    static FakeVtgate secured(ServerCredentials credentials) {
        return new FakeVtgate(
                credentials,
                (request, observer) -> observer.onCompleted(),
                request -> ExecuteResponse.getDefaultInstance(),
                (request, observer) -> observer.onCompleted());
    }

    String target() {
        return "127.0.0.1:" + server.getPort();
    }

    /** The metadata of each call, in order. */
    List<Metadata> received() {
        return received;
    }

    VtgateConnection connect(VStreamOptions options) {
        return VtgateConnection.open(VtgateAddress.plaintext(target()), options);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class Recorder implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            received.add(headers);
            return next.startCall(call, headers);
        }
    }
}
