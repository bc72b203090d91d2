package io.vitesslake.source.vstream;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.vitess.proto.Vtgate.VStreamRequest;
import io.vitesslake.decode.EventDecoder;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Signal;
import io.vitesslake.source.SourceListener;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.StreamRequest;
import java.util.function.Consumer;

/**
 * One VStream call. Responses go from gRPC's network thread straight into the inbox; decoding happens in the thread
 * that drains it. The call ends with exactly one {@link Signal.Failed}, or none when it was closed here.
 */
final class VStream extends ClientCall.Listener<byte[]> implements SourceStream {

    private final StreamRequest request;
    private final Inbox inbox;
    private final Consumer<VStream> ended;
    private final UnreadBudget budget;
    private final EventDecoder decoder = new EventDecoder();
    private final ClientCall<VStreamRequest, byte[]> call;
    private volatile boolean closed;

    VStream(Channel channel, VStreamOptions options, StreamRequest request, Inbox inbox, Consumer<VStream> ended) {
        this.request = request;
        this.inbox = inbox;
        this.ended = ended;
        this.budget = new UnreadBudget(options.maxUnreadBytes());
        // Callbacks run in the network thread: they only copy and enqueue, and a hop to another thread would cost more
        // than that.
        this.call = channel.newCall(
                VtgateMethods.VSTREAM,
                CallOptions.DEFAULT
                        .withMaxInboundMessageSize(options.maxMessageBytes())
                        .withExecutor(Runnable::run));
    }

    void start(VStreamRequest message) {
        call.start(this, new Metadata());
        call.request(budget.start());
        call.sendMessage(message);
        call.halfClose();
    }

    @Override
    public void deliver(Signal.Response response, SourceListener listener) {
        decoder.decode(response.bytes(), listener);
        requestMore(budget.delivered(response.bytes().length));
    }

    /** Bytes that have come and were not delivered yet. Any thread. */
    long unreadBytes() {
        return budget.unread();
    }

    @Override
    public void close() {
        closed = true;
        call.cancel("closed by the client", null);
    }

    @Override
    public void onMessage(byte[] bytes) {
        if (!closed) {
            inbox.put(new Signal.Response(this, bytes));
            requestMore(budget.received(bytes.length));
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        ended.accept(this);
        if (!closed) {
            StreamFailure failure = StreamFailure.of(status);
            inbox.put(new Signal.Failed(this, failure.error(request), failure.retryable()));
        }
    }

    @Override
    public String toString() {
        return "stream of " + request.rules().size() + " tables on "
                + request.start().shards();
    }

    private void requestMore(int messages) {
        if (messages > 0) {
            call.request(messages);
        }
    }
}
