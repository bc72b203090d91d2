package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Signal;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of a scripted source, the time told by the test. */
class StreamsTest {

    private static final Shard LOW = new Shard("commerce", "-80");
    private static final Shard HIGH = new Shard("commerce", "80-");

    private static final Instant START = Instant.ofEpochSecond(1_000_000);
    private static final CodedException BROKEN =
            new CodedException(ErrorCode.SOURCE, "vtgate-unavailable", "Cannot stream: gone.");
    private static final Duration TICK = Duration.ofMillis(100);

    @TempDir
    private Path directory;

    private final Inbox inbox = new Inbox();
    private final ScriptedSource source = new ScriptedSource();
    private TestTables tables;
    private Streams streams;
    private Instant now = START;

    @BeforeEach
    void open() {
        tables = new TestTables(directory);
        MirrorOptions options = new MirrorOptions(
                false,
                TabletType.PRIMARY,
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                new CopyOptions(2, OptionalLong.empty()),
                1,
                1);
        streams = new Streams(source, inbox, options, new Random(1), tables::stream);
    }

    @Test
    void aSyncOfTwoHundredTablesOpensTheMainStreamAHandfulOfTimes() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            TableSync table = tables.fresh("t" + i, 10);
            streams.copy(table, ResumePlan.copyFromScratch(table.table(), List.of(ScriptedSource.SHARD)));
        }
        Map<ScriptedSource.Opened, Instant> openedAt = new HashMap<>();
        for (int tick = 0; tick < 1000 && (tick == 0 || streams.all().size() > 1); tick++) {
            for (ScriptedSource.Opened stream : source.opened) {
                Instant since = openedAt.computeIfAbsent(stream, s -> now);
                if (stream.request.rules().size() == 1 && since.plusSeconds(1).equals(now)) {
                    String table = stream.request.rules().get(0).table();
                    stream.send(ScriptedSource.copied(table, 0, 3, ScriptedSource.at(100 + tick)));
                } else if (since.plusSeconds(1).isBefore(now)) {
                    stream.send(ScriptedSource.passed(100 + tick, now.getEpochSecond()));
                }
            }
            pump();
        }
        assertThat(streams.all()).hasSize(1);
        assertThat(streams.all().get(0).tables()).hasSize(200);
        assertThat(source.opened)
                .filteredOn(stream -> stream.request.rules().size() > 1)
                .hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void streamsThatAreNearAreJoinedAtTheirIntersectionAllAtOnce() throws InterruptedException {
        run("a", 7);
        run("b", 5);
        run("c", 9);
        pump();
        for (int i = 0; i < 3; i++) {
            source.opened.get(i).send(ScriptedSource.passed(10 + i, 1_000_000 + i));
        }
        pump();
        assertThat(requests()).containsExactly(List.of("a"), List.of("b"), List.of("c"), List.of("a", "b", "c"));
        assertThat(source.opened.get(3).request.start()).isEqualTo(ScriptedSource.at(10));
        assertThat(source.opened.subList(0, 3))
                .allSatisfy(stream -> assertThat(stream.closed).isTrue());
    }

    @Test
    void aStreamThatIsFarBehindRunsUpAloneFirst() throws InterruptedException {
        run("a", 7);
        run("lagging", 5);
        source.opened.get(0).send(ScriptedSource.passed(90, 1_000_000));
        source.opened.get(1).send(ScriptedSource.passed(6, 999_000));
        pump();
        assertThat(streams.all()).hasSize(2);
        source.opened.get(1).send(ScriptedSource.passed(80, 999_950));
        pump();
        assertThat(requests()).endsWith(List.of("a", "lagging"));
        assertThat(source.opened.get(2).request.start()).isEqualTo(ScriptedSource.at(80));
    }

    @Test
    void aStreamThatHasToldNothingYetIsNotJoined() throws InterruptedException {
        run("a", 7);
        run("b", 5);
        pump();
        assertThat(streams.all()).hasSize(2);
    }

    @Test
    void whileOthersCopyStreamsAreJoinedEveryFewSecondsAtMost() throws InterruptedException {
        streams.copy(
                tables.fresh("large", 9_000_000), ResumePlan.copyFromScratch("large", List.of(ScriptedSource.SHARD)));
        pump();
        run("a", 7);
        run("b", 5);
        source.opened.forEach(stream -> stream.send(
                stream.request.rules().get(0).table().equals("large")
                        ? ScriptedSource.copied("large", 0, 1, ScriptedSource.copying("large", 4, 1))
                        : ScriptedSource.passed(10, 1_000_000)));
        Instant begun = now;
        while (source.opened.size() == 3 && now.isBefore(begun.plusSeconds(60))) {
            pump();
        }
        assertThat(Duration.between(START, now)).isBetween(Joins.BETWEEN, Joins.BETWEEN.plusSeconds(1));
        assertThat(requests()).endsWith(List.of("a", "b"));
    }

    @Test
    void aTableThatFailedBeforeStaysAloneUntilItGetsFurther() throws InterruptedException {
        run("a", 7);
        streams.retry(tables.saved("failed", 1, ScriptedSource.at(5), Optional.empty()), ScriptedSource.at(5));
        source.opened.forEach(stream -> stream.send(listener -> listener.heartbeat()));
        pump();
        assertThat(streams.all()).hasSize(2);
        source.opened.get(1).send(ScriptedSource.passed(6, 1_000_000));
        source.opened.get(1).send(listener -> listener.heartbeat());
        pump();
        assertThat(requests()).endsWith(List.of("a", "failed"));
    }

    @Test
    void aTableThatWasTakenOutOfItsStreamStaysAloneUntilItGetsFurtherOnEachShard() throws InterruptedException {
        Vgtid start = Vgtid.of(Map.of(LOW, at(5), HIGH, at(5)));
        streams.run(List.of(tables.saved("a", 1, start, Optional.empty())), start);
        streams.runApart(tables.saved("apart", 1, start, Optional.empty()), start);
        for (Vgtid position : List.of(start.with(LOW, at(6)), start.with(LOW, at(7)))) {
            pass(position);
            assertThat(streams.all()).hasSize(2);
        }
        pass(Vgtid.of(Map.of(LOW, at(7), HIGH, at(6))));
        assertThat(requests()).endsWith(List.of("a", "apart"));
    }

    /** All streams go there. */
    private void pass(Vgtid position) throws InterruptedException {
        source.opened.forEach(stream -> stream.send(listener -> {
            listener.begin(LOW, "", 1_000_000);
            listener.position(position);
            listener.commit(LOW, "", 1_000_000);
            listener.heartbeat();
        }));
        pump();
    }

    private static ShardPosition at(long last) {
        return ShardPosition.at(GtidSet.parse("16b1039f-22b6-11ed-b765-0a43f95f28a1:1-" + last));
    }

    @Test
    void tablesOfASplitStreamThatGetNoFurtherAreNotJoinedAgain() throws InterruptedException {
        Vgtid start = ScriptedSource.at(5);
        streams.run(
                List.of(
                        tables.saved("good", 1, start, Optional.empty()),
                        tables.saved("poison", 1, start, Optional.empty())),
                start);
        streams.split(streams.all().get(0));
        source.opened.forEach(stream -> stream.send(listener -> listener.heartbeat()));
        pump();
        assertThat(requests()).containsExactly(List.of("good", "poison"), List.of("good"), List.of("poison"));
    }

    @Test
    void streamsThatBreakTogetherComeBackAtDifferentTimesAroundTheDoubledWait() {
        for (int i = 0; i < 50; i++) {
            run("t" + i, 7);
        }
        for (long nominal : List.of(500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000)) {
            List<Long> waits = streams.all().stream()
                    .map(stream -> streams.lost(stream, BROKEN, now).toMillis())
                    .toList();
            assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(nominal / 2, nominal + nominal / 2));
            assertThat(new HashSet<>(waits)).hasSizeGreaterThan(25);
            assertThat(waits.stream().mapToLong(wait -> wait).average().orElseThrow())
                    .isCloseTo(nominal, Offset.offset(nominal / 5.0));
        }
        assertThatThrownBy(() -> streams.lost(streams.all().get(0), BROKEN, now))
                .hasMessageContaining("11 tries in a row");
    }

    private void run(String table, long gtid) {
        Vgtid start = ScriptedSource.at(gtid);
        streams.run(List.of(tables.saved(table, 1, start, Optional.empty())), start);
    }

    /** Delivers what was sent and lets a tick pass. */
    private void pump() throws InterruptedException {
        for (Signal signal = inbox.poll(0); signal != null; signal = inbox.poll(0)) {
            Signal.Response response = (Signal.Response) signal;
            streams.of(signal).ifPresent(stream -> response.stream().deliver(response, stream));
        }
        now = now.plus(TICK);
        streams.tend(now);
    }

    private List<List<String>> requests() {
        return source.opened.stream()
                .map(stream -> stream.request)
                .map(StreamRequest::rules)
                .map(rules -> rules.stream().map(rule -> rule.table()).toList())
                .toList();
    }
}
