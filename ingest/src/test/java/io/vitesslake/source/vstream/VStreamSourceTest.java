package io.vitesslake.source.vstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import binlogdata.Binlogdata.RowChange;
import binlogdata.Binlogdata.RowEvent;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.vitess.proto.Query.Row;
import io.vitess.proto.Topodata;
import io.vitess.proto.Vtgate.VStreamRequest;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.change.CodedException;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Signal;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.source.SourceListener;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TableRule;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A stream over real gRPC on loopback: order, flow control, its end in all kinds, and what is asked of VTGate. */
final class VStreamSourceTest {

    private static final int MESSAGE_BYTES = 100_000;
    private static final Shard SHARD = new Shard("k", "-");
    private static final StreamRequest REQUEST = new StreamRequest(
            Vgtid.of(Map.of(SHARD, ShardPosition.at(GtidSet.parse("0a4ba4f5-5ad5-11ef-8a2c-0242ac110002:1-5")))),
            List.of(TableRule.everything("orders"), TableRule.everything("a`b")),
            TabletType.REPLICA);

    @Test
    void everythingArrivesInOrderThroughASmallBudget() throws InterruptedException {
        int messages = 300;
        try (FakeVtgate vtgate =
                        new FakeVtgate((request, observer) -> sendWhenReady(observer, messages, new AtomicInteger()));
                VtgateConnection connection = vtgate.connect(options(1 << 20, 2 * MESSAGE_BYTES))) {
            Inbox inbox = new Inbox();
            SourceStream stream = connection.changes().open(REQUEST, inbox);
            Rows rows = new Rows();
            Signal signal = inbox.poll(10_000);
            for (; signal instanceof Signal.Response response; signal = inbox.poll(10_000)) {
                assertThat(response.stream()).isSameAs(stream);
                stream.deliver(response, rows);
            }
            assertThat(rows.firstBytes).hasSize(messages);
            assertThat(rows.firstBytes)
                    .isEqualTo(java.util.stream.IntStream.range(0, messages)
                            .mapToObj(i -> i % 100)
                            .toList());
            assertThat(signal).isInstanceOfSatisfying(Signal.Failed.class, failed -> {
                assertThat(failed.retryable()).isTrue();
                assertThat(failed.error().reason()).isEqualTo("stream-ended");
            });
        }
    }

    @Test
    void aReaderThatStandsStillHoldsTheServerBack() {
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger arrived = new AtomicInteger();
        int messages = 2_000;
        try (FakeVtgate vtgate = new FakeVtgate((request, observer) -> sendWhenReady(observer, messages, sent));
                VtgateConnection connection = vtgate.connect(options(1 << 20, 20 * MESSAGE_BYTES))) {
            Inbox inbox = new Inbox();
            connection.changes().open(REQUEST, inbox);
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        int before = arrived.get();
                        while (inbox.poll(0) != null) {
                            arrived.incrementAndGet();
                        }
                        return arrived.get() > 0 && arrived.get() == before;
                    });
            // 20 messages' worth of bytes, counted as 256 KiB each until larger ones are seen.
            assertThat(arrived.get()).isBetween(1, 20);
            assertThat(sent.get()).isLessThan(messages);
        }
    }

    @Test
    void aClosedStreamIsCancelledAndSaysNothingMore() throws InterruptedException {
        AtomicInteger cancelled = new AtomicInteger();
        try (FakeVtgate vtgate = new FakeVtgate((request, observer) -> {
                    observer.setOnCancelHandler(cancelled::incrementAndGet);
                    observer.onNext(message(1));
                });
                VtgateConnection connection = vtgate.connect(options(1 << 20, 1 << 20))) {
            Inbox inbox = new Inbox();
            SourceStream stream = connection.changes().open(REQUEST, inbox);
            assertThat(inbox.poll(10_000)).isInstanceOf(Signal.Response.class);
            stream.close();
            stream.close();
            await().until(() -> cancelled.get() == 1);
            assertThat(inbox.poll(50)).isNull();
        }
    }

    @Test
    void closingTheSourceClosesItsStreams() {
        AtomicInteger cancelled = new AtomicInteger();
        AtomicInteger opened = new AtomicInteger();
        try (FakeVtgate vtgate = new FakeVtgate((request, observer) -> {
                    observer.setOnCancelHandler(cancelled::incrementAndGet);
                    opened.incrementAndGet();
                });
                VtgateConnection connection = vtgate.connect(options(1 << 20, 1 << 20))) {
            VStreamSource source = connection.changes();
            source.open(REQUEST, new Inbox());
            source.open(REQUEST, new Inbox());
            await().until(() -> opened.get() == 2);
            source.close();
            await().until(() -> cancelled.get() == 2);
        }
    }

    @Test
    void aMessageAboveTheLimitNamesTheOptionToRaise() throws InterruptedException {
        try (FakeVtgate vtgate = new FakeVtgate((request, observer) -> observer.onNext(message(1)));
                VtgateConnection connection = vtgate.connect(options(MESSAGE_BYTES / 2, 1 << 20))) {
            Inbox inbox = new Inbox();
            connection.changes().open(REQUEST, inbox);
            assertThat(inbox.poll(10_000)).isInstanceOfSatisfying(Signal.Failed.class, failed -> {
                assertThat(failed.retryable()).isFalse();
                assertThat(failed.error()).hasMessageContaining("source.max-message");
            });
        }
    }

    @Test
    void aServerThatCancelsIsToldApartFromClosingHere() throws InterruptedException {
        try (FakeVtgate vtgate = new FakeVtgate((request, observer) -> observer.onError(Status.CANCELLED
                        .withDescription("failed to find a REPLICA tablet")
                        .asRuntimeException()));
                VtgateConnection connection = vtgate.connect(options(1 << 20, 1 << 20))) {
            Inbox inbox = new Inbox();
            connection.changes().open(REQUEST, inbox);
            assertThat(inbox.poll(10_000)).isInstanceOfSatisfying(Signal.Failed.class, failed -> {
                assertThat(failed.retryable()).isTrue();
                assertThat(failed.error()).hasMessageContainingAll("orders", "k/-", "failed to find a REPLICA tablet");
            });
        }
    }

    @Test
    void noServerAtAllIsARetryableFailureAndNotAnException() throws InterruptedException {
        VtgateConnection connection;
        try (FakeVtgate vtgate = new FakeVtgate((request, observer) -> {})) {
            connection = vtgate.connect(options(1 << 20, 1 << 20));
        }
        try (connection) {
            Inbox inbox = new Inbox();
            connection.changes().open(REQUEST, inbox);
            assertThat(inbox.poll(10_000)).isInstanceOfSatisfying(Signal.Failed.class, failed -> {
                assertThat(failed.retryable()).isTrue();
                assertThat(failed.error().reason()).isEqualTo("vtgate-unavailable");
            });
        }
    }

    @Test
    void theRequestSaysWhatVtgateNeedsAndNothingThatLosesEvents() throws InterruptedException {
        AtomicReference<VStreamRequest> seen = new AtomicReference<>();
        try (FakeVtgate vtgate = new FakeVtgate((request, observer) -> {
                    seen.set(request);
                    observer.onCompleted();
                });
                VtgateConnection connection = vtgate.connect(options(1 << 20, 1 << 20))) {
            Inbox inbox = new Inbox();
            connection.changes().open(REQUEST, inbox);
            assertThat(inbox.poll(10_000)).isInstanceOf(Signal.Failed.class);
        }
        VStreamRequest request = seen.get();
        assertThat(request.getTabletType()).isEqualTo(Topodata.TabletType.REPLICA);
        assertThat(VgtidCodec.fromMessage(request.getVgtid())).isEqualTo(REQUEST.start());
        assertThat(request.getFilter().getRulesList())
                .extracting(rule -> rule.getMatch() + " " + rule.getFilter())
                .containsExactly("orders select * from `orders`", "a`b select * from `a``b`");
        assertThat(request.getFlags().getHeartbeatInterval()).isEqualTo(5);
        assertThat(request.getFlags().getExcludeKeyspaceFromTableName()).isTrue();
        assertThat(request.getFlags().getMinimizeSkew()).isFalse();
        assertThat(request.getFlags().getTablesToCopyList()).isEmpty();
        assertThat(request.getFlags().getIncludeReshardJournalEvents()).isFalse();
    }

    private static VStreamOptions options(int maxMessageBytes, long maxUnreadBytes) {
        return new VStreamOptions(
                maxMessageBytes,
                maxUnreadBytes,
                VStreamOptions.DEFAULT_HEARTBEAT,
                VStreamOptions.DEFAULT_KEEP_ALIVE,
                VStreamOptions.DEFAULT_CALL_TIMEOUT);
    }

    private static void sendWhenReady(ServerCallStreamObserver<byte[]> observer, int messages, AtomicInteger sent) {
        observer.setOnReadyHandler(() -> {
            while (observer.isReady() && sent.get() < messages) {
                observer.onNext(message(sent.getAndIncrement()));
                if (sent.get() == messages) {
                    observer.onCompleted();
                }
            }
        });
    }

    private static byte[] message(int number) {
        byte[] values = new byte[MESSAGE_BYTES];
        values[0] = (byte) (number % 100);
        return VStreamResponse.newBuilder()
                .addEvents(VEvent.newBuilder()
                        .setType(VEventType.ROW)
                        .setKeyspace("k")
                        .setShard("-")
                        .setRowEvent(RowEvent.newBuilder()
                                .setTableName("orders")
                                .addRowChanges(RowChange.newBuilder()
                                        .setAfter(Row.newBuilder().setValues(ByteString.copyFrom(values))))))
                .build()
                .toByteArray();
    }

    /** The number that each message carries in its only row. */
    private static final class Rows implements SourceListener {

        private final List<Integer> firstBytes = new ArrayList<>();

        @Override
        public void row(Shard shard, String table, boolean copied, byte[] buffer, int offset, int length) {
            firstBytes.add((int) buffer[offset + length - MESSAGE_BYTES]);
        }

        @Override
        public void begin(Shard shard, String eventGtid, long commitSeconds) {}

        @Override
        public void fields(Shard shard, String table, boolean copied, List<SourceColumn> columns) {}

        @Override
        public void position(Vgtid vgtid) {}

        @Override
        public void partialRow(Shard shard, String table, CodedException error) {}

        @Override
        public void commit(Shard shard, String eventGtid, long commitSeconds) {}

        @Override
        public void ddl(Shard shard, String eventGtid, long commitSeconds, String statement) {}

        @Override
        public void other(Shard shard) {}

        @Override
        public void shardCopied(Shard shard) {}

        @Override
        public void heartbeat() {}
    }
}
