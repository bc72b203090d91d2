package io.vitesslake.bench;

import binlogdata.Binlogdata.VEventType;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.KnownLength;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.vitess.proto.Vtgate.VStreamRequest;
import io.vitess.proto.Vtgate.VStreamResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/**
 * Receives a stream as plain bytes and looks at nothing: what the transport alone costs, and so the bound of every client. Ends at the
 * first heartbeat after data; the time counts up to the last data.
 */
final class RawDrain {

    private static final MethodDescriptor<VStreamRequest, byte[]> VSTREAM =
            MethodDescriptor.<VStreamRequest, byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName("vtgateservice.Vitess", "VStream"))
                    .setRequestMarshaller(ProtoUtils.marshaller(VStreamRequest.getDefaultInstance()))
                    .setResponseMarshaller(new BytesMarshaller())
                    .build();

    private static final int MAX_MESSAGE_BYTES = 64 << 20;
    private static final int FLOW_CONTROL_BYTES = 8 << 20;
    private static final int LONGEST_HEARTBEAT = 64;

    /** @param bytes of all responses but heartbeats */
    record Drained(long bytes, long responses, double seconds) {}

    private RawDrain() {}

    /**
     * Drains one stream.
     *
     * @param request with a heartbeat interval, else this never ends
     */
    static Drained drain(String address, VStreamRequest request) {
        ManagedChannel channel = NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .flowControlWindow(FLOW_CONTROL_BYTES)
                .build();
        try {
            ClientCall<VStreamRequest, byte[]> call = channel.newCall(VSTREAM, CallOptions.DEFAULT);
            Counter counter = new Counter(call);
            call.start(counter, new Metadata());
            call.request(Counter.AHEAD);
            call.sendMessage(request);
            call.halfClose();
            return counter.result.join();
        } finally {
            channel.shutdownNow();
        }
    }

    private static final class Counter extends ClientCall.Listener<byte[]> {

        private static final int AHEAD = 8;

        private final ClientCall<VStreamRequest, byte[]> call;
        private final CompletableFuture<Drained> result = new CompletableFuture<>();
        private final long start = System.nanoTime();
        private long bytes;
        private long responses;
        private double seconds;

        Counter(ClientCall<VStreamRequest, byte[]> call) {
            this.call = call;
        }

        @Override
        public void onMessage(byte[] response) {
            if (response.length <= LONGEST_HEARTBEAT && responses > 0 && isHeartbeat(response)) {
                result.complete(new Drained(bytes, responses, seconds));
                call.cancel("drained", null);
                return;
            }
            bytes += response.length;
            responses++;
            seconds = (System.nanoTime() - start) / 1e9;
            call.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            result.completeExceptionally(status.asRuntimeException(trailers));
        }

        private static boolean isHeartbeat(byte[] response) {
            try {
                return VStreamResponse.parseFrom(response).getEvents(0).getType() == VEventType.HEARTBEAT;
            } catch (InvalidProtocolBufferException e) {
                throw new UncheckedIOException("Cannot read a response of " + response.length + " bytes.", e);
            }
        }
    }

    private static final class BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream instanceof KnownLength ? stream.readNBytes(stream.available()) : stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read a response from the channel.", e);
            }
        }
    }
}
