package io.vitesslake.replay;

import binlogdata.Binlogdata.Filter;
import binlogdata.Binlogdata.Rule;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VGtid;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.vitess.proto.Topodata;
import io.vitess.proto.Vtgate;
import io.vitess.proto.Vtgate.VStreamFlags;
import io.vitess.proto.Vtgate.VStreamResponse;
import java.util.Collection;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads one VStream of any VTGate through a channel of its own, one response at a time. */
final class StreamReader implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;
    private static final int AHEAD = 64;

    private static final MethodDescriptor<Vtgate.VStreamRequest, VStreamResponse> VSTREAM =
            MethodDescriptor.<Vtgate.VStreamRequest, VStreamResponse>newBuilder()
                    .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                    .setFullMethodName("vtgateservice.Vitess/VStream")
                    .setRequestMarshaller(ProtoUtils.marshaller(Vtgate.VStreamRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(VStreamResponse.getDefaultInstance()))
                    .build();

    private final ManagedChannel channel;
    private final ClientCall<Vtgate.VStreamRequest, VStreamResponse> call;
    private final LinkedBlockingQueue<Object> received = new LinkedBlockingQueue<>();

    StreamReader(String address, Vtgate.VStreamRequest request) {
        channel = NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
        call = channel.newCall(VSTREAM, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(VStreamResponse response) {
                        received.add(response);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        received.add(status);
                    }
                },
                new Metadata());
        call.request(AHEAD);
        call.sendMessage(request);
        call.halfClose();
    }

    static Vtgate.VStreamRequest request(VGtid start, Collection<String> tables, VStreamFlags flags) {
        Filter.Builder filter = Filter.newBuilder();
        tables.forEach(
                table -> filter.addRules(Rule.newBuilder().setMatch(table).setFilter("select * from `" + table + "`")));
        return Vtgate.VStreamRequest.newBuilder()
                .setTabletType(Topodata.TabletType.PRIMARY)
                .setVgtid(start)
                .setFilter(filter)
                .setFlags(flags)
                .build();
    }

    static Vtgate.VStreamRequest request(VGtid start, Collection<String> tables) {
        return request(
                start, tables, VStreamFlags.newBuilder().setHeartbeatInterval(1).build());
    }

    /** The next response. */
    VStreamResponse next() {
        Object next = take();
        if (next instanceof VStreamResponse response) {
            return response;
        }
        throw new AssertionError("Expected a response, but the stream ended: " + next);
    }

    /** The status the stream ends with; responses before it are dropped. */
    Status end() {
        for (Object next = take(); ; next = take()) {
            if (next instanceof Status status) {
                return status;
            }
        }
    }

    private Object take() {
        try {
            call.request(1);
            Object next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("Nothing came for " + PATIENCE_SECONDS + " s.");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static boolean isHeartbeat(VStreamResponse response) {
        return response.getEventsCount() == 1
                && response.getEvents(0).getType() == binlogdata.Binlogdata.VEventType.HEARTBEAT;
    }

    static boolean isCopied(VEvent row) {
        return row.getTimestamp() == 0 && row.getEventGtid().isEmpty();
    }

    @Override
    public void close() {
        call.cancel("test is done", null);
        channel.shutdownNow();
    }
}
