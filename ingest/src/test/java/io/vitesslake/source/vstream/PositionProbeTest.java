package io.vitesslake.source.vstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import io.grpc.Status;
import io.vitess.proto.Vtgate.VStreamRequest;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.change.CodedException;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Learning the present position by a short stream. */
final class PositionProbeTest {

    private static final Shard LEFT = new Shard("k", "-80");
    private static final Shard RIGHT = new Shard("k", "80-");
    private static final ShardPosition POSITION =
            ShardPosition.at(GtidSet.parse("0a4ba4f5-5ad5-11ef-8a2c-0242ac110002:1-5"));
    private static final Vgtid FIRST = Vgtid.of(Map.of(LEFT, POSITION, RIGHT, ShardPosition.CURRENT));
    private static final Vgtid BOTH = FIRST.with(RIGHT, POSITION);

    @Test
    void itWaitsForTheLastShardAndThenHangsUp() throws InterruptedException {
        AtomicReference<VStreamRequest> seen = new AtomicReference<>();
        AtomicInteger cancelled = new AtomicInteger();
        try (FakeVtgate vtgate = new FakeVtgate((request, observer) -> {
                    seen.set(request);
                    observer.setOnCancelHandler(cancelled::incrementAndGet);
                    observer.onNext(response(FIRST));
                    observer.onNext(response(BOTH));
                });
                VtgateConnection connection = vtgate.connect(VStreamOptions.defaults())) {
            assertThat(probe(connection, Duration.ofSeconds(20))).isEqualTo(BOTH);
            await().until(() -> cancelled.get() == 1);
        }
        assertThat(seen.get().getVgtid().getShardGtidsList())
                .extracting(shard -> shard.getShard() + " " + shard.getGtid())
                .containsExactly("-80 current", "80- current");
        assertThat(seen.get().getFilter().getRulesList()).hasSize(1);
        assertThat(seen.get().getFilter().getRules(0).getMatch()).isEqualTo("/^$/");
    }

    @Test
    void aSilentShardEndsInATimeoutThatNamesWhatIsKnown() {
        try (FakeVtgate vtgate = new FakeVtgate((request, observer) -> observer.onNext(response(FIRST)));
                VtgateConnection connection = vtgate.connect(VStreamOptions.defaults())) {
            assertThatThrownBy(() -> probe(connection, Duration.ofMillis(400)))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.reason()).isEqualTo("probe-timeout"))
                    .hasMessageContainingAll("k/80-", "REPLICA", "PT0.4S");
        }
    }

    @Test
    void aFailedStreamFailsTheProbeWithItsOwnReason() {
        try (FakeVtgate vtgate = new FakeVtgate((request, observer) -> observer.onError(Status.CANCELLED
                        .withDescription("failed to find a tablet")
                        .asRuntimeException()));
                VtgateConnection connection = vtgate.connect(VStreamOptions.defaults())) {
            assertThatThrownBy(() -> probe(connection, Duration.ofSeconds(20)))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.reason()).isEqualTo("no-tablet"));
        }
    }

    private static Vgtid probe(VtgateConnection connection, Duration timeout) throws InterruptedException {
        return new PositionProbe(connection.changes(), Clock.systemUTC())
                .currentPosition(List.of(RIGHT, LEFT), TabletType.REPLICA, timeout);
    }

    private static byte[] response(Vgtid vgtid) {
        return VStreamResponse.newBuilder()
                .addEvents(VEvent.newBuilder().setType(VEventType.VGTID).setVgtid(VgtidCodec.toMessage(vgtid)))
                .addEvents(VEvent.newBuilder()
                        .setType(VEventType.OTHER)
                        .setKeyspace("k")
                        .setShard("-80"))
                .build()
                .toByteArray();
    }
}
