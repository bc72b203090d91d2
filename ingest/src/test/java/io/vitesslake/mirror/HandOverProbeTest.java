package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.ChangeSource;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Signal;
import io.vitesslake.source.SourceListener;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two shards that handed over together, one of which is read from behind that place. */
final class HandOverProbeTest {

    private static final Shard WAITS = new Shard("commerce", "-80");
    private static final Shard OTHER = new Shard("commerce", "80-");
    private static final ShardPosition AT = ShardPosition.at(GtidSet.parse("16b1039f-22b6-11ed-b765-0a43f95f28a1:1-5"));
    private static final Vgtid START = Vgtid.of(Map.of(WAITS, AT, OTHER, AT));

    @TempDir
    private Path directory;

    private final Inbox inbox = new Inbox();
    private final Asked source = new Asked();
    private final List<StreamSync> streams = new ArrayList<>();
    private final HandOverProbe probe = new HandOverProbe(source, inbox, TabletType.PRIMARY, () -> streams);
    private StreamSync stream;

    /** Notes what is asked for. */
    private static final class Asked implements ChangeSource, SourceStream {

        private final List<StreamRequest> requests = new ArrayList<>();
        private int closed;

        @Override
        public SourceStream open(StreamRequest request, Inbox inbox) {
            requests.add(request);
            return this;
        }

        @Override
        public void deliver(Signal.Response response, SourceListener listener) {
            throw new AssertionError("nothing of it is read");
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @BeforeEach
    void ask() {
        TestTables tables = new TestTables(directory);
        stream = tables.stream(List.of(tables.fresh("orders", 100)), START);
        streams.add(stream);
        probe.ask(stream, WAITS);
    }

    private Signal refusal(String reason) {
        return new Signal.Failed(source, new CodedException(ErrorCode.SOURCE, reason, reason), false);
    }

    @Test
    void theShardIsAskedForAlone() {
        assertThat(source.requests)
                .singleElement()
                .satisfies(request -> assertThat(request.start()).isEqualTo(Vgtid.of(Map.of(WAITS, AT))));
    }

    @Test
    void aShardThatIsRefusedAloneHasHandedOver() {
        assertThat(probe.take(refusal("shards-replaced")))
                .hasValueSatisfying(answer -> assertThat(answer.stream()).isSameAs(stream));
        assertThat(source.closed).isEqualTo(1);
    }

    @Test
    void anyOtherAnswerSaysNothingAndIsTheLast() {
        assertThat(probe.take(refusal("vtgate-unavailable"))).isEmpty();
        assertThat(probe.take(refusal("shards-replaced"))).isEmpty();
        probe.ask(stream, WAITS);
        assertThat(probe.take(new Signal.Response(source, new byte[0]))).isEmpty();
        assertThat(probe.take(refusal("shards-replaced"))).isEmpty();
        assertThat(source.closed).isEqualTo(2);
    }

    @Test
    void aStreamThatHasMovedOrGoneIsNotJudged() {
        stream.position(START.with(WAITS, ShardPosition.at(GtidSet.parse("16b1039f-22b6-11ed-b765-0a43f95f28a1:1-6"))));
        stream.other(WAITS);
        assertThat(probe.take(refusal("shards-replaced"))).isEmpty();
        probe.ask(stream, WAITS);
        streams.clear();
        assertThat(probe.take(refusal("shards-replaced"))).isEmpty();
    }

    @Test
    void whatIsStillOpenIsClosedWithTheLoop() {
        probe.close();
        assertThat(source.closed).isEqualTo(1);
    }
}
