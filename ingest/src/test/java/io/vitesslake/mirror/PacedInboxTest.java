package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Signal;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TableRule;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loop's worth of reading, the time told by the test. */
class PacedInboxTest {

    private static final int PACKET = 100;
    private static final Duration STEP = Duration.ofMillis(10);
    private static final Duration MAX_SILENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final Inbox inbox = new Inbox();
    private final ScriptedSource source = new ScriptedSource();
    private final Map<ScriptedSource.Opened, StreamSync> streams = new LinkedHashMap<>();
    private final Instant start = Instant.ofEpochSecond(1_000_000);
    private Instant now = start;
    private TestTables tables;

    @BeforeEach
    void prepare() {
        tables = new TestTables(directory);
    }

    @Test
    void copiesTogetherKeepTheLimit() throws InterruptedException {
        List<ScriptedSource.Opened> copies = List.of(copy("a"), copy("b"), copy("c"));
        copies.forEach(copy -> sendPackets(copy, 500));
        PacedInbox paced = paced(1000);
        run(paced, Duration.ofSeconds(30));
        List<Long> rows = streams.values().stream().map(PacedInboxTest::rows).toList();
        long sum = rows.stream().mapToLong(Long::longValue).sum();
        assertThat(sum).isBetween(29_900L, 30_000L + 100 + PACKET);
        assertThat(rows).allSatisfy(each -> assertThat(each).isBetween(sum / 3 - PACKET, sum / 3 + PACKET));
    }

    @Test
    void withoutALimitNothingWaits() throws InterruptedException {
        sendPackets(copy("a"), 500);
        PacedInbox paced = new PacedInbox(inbox, OptionalLong.empty(), () -> now, this::stream);
        for (int i = 0; i < 500; i++) {
            deliver(paced.poll(0));
        }
        assertThat(rows(streams.values().iterator().next())).isEqualTo(500L * PACKET);
    }

    @Test
    void aRunningStreamNeverWaits() throws InterruptedException {
        sendPackets(copy("a"), 500);
        ScriptedSource.Opened main = running("main");
        PacedInbox paced = paced(1000);
        run(paced, Duration.ofSeconds(1));
        for (int i = 0; i < 100; i++) {
            main.send(ScriptedSource.inserted("main", i, 10 + i, 1));
            Signal next = paced.poll(0);
            while (next != null && next.stream() != main) {
                deliver(next);
                next = paced.poll(0);
            }
            assertThat(next).as("transaction %d", i).isNotNull();
            deliver(next);
        }
    }

    @Test
    void theRestOfAStreamThatHasCopiedEverythingWaitsNoLongerAndKeepsItsOrder() throws InterruptedException {
        ScriptedSource.Opened copy = copy("a");
        sendPackets(copy, 3);
        copy.send(ScriptedSource.copied("a", 300, 301, ScriptedSource.at(9)));
        copy.send(ScriptedSource.inserted("a", 1000, 10, 1));
        copy.send(ScriptedSource.inserted("a", 1001, 11, 1));
        CodedException error = new CodedException(ErrorCode.SOURCE, "cut", "Cannot go on: cut. Try again.");
        inbox.put(new Signal.Failed(copy, error, true));
        List<Class<?>> order = new ArrayList<>();
        PacedInbox paced = paced(10);
        for (int i = 0; i < 100_000 && order.size() < 7; i++) {
            Signal signal = paced.poll(0);
            if (signal == null) {
                now = now.plus(STEP);
            } else {
                order.add(signal.getClass());
                deliver(signal);
            }
        }
        assertThat(order).endsWith(Signal.Response.class, Signal.Failed.class).hasSize(7);
        assertThat(streams.get(copy).position()).isEqualTo(ScriptedSource.at(11));
        // Three packets before the last copied row, at ten rows per second.
        assertThat(Duration.between(start, now)).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
    }

    @Test
    void noStreamWaitsForAsLongAsMySqlWouldOrLooksSilent() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            sendPackets(copy("t" + i), 50);
        }
        PacedInbox paced = paced(1);
        putAside(paced);
        Map<StreamSync, Instant> last = new LinkedHashMap<>();
        streams.values().forEach(stream -> last.put(stream, now));
        Duration longest = Duration.ZERO;
        while (now.isBefore(start.plusSeconds(600))) {
            Signal signal = paced.poll(0);
            if (signal == null) {
                now = now.plus(Duration.ofMillis(500));
            } else {
                Duration wait = Duration.between(last.put(stream(signal).orElseThrow(), now), now);
                longest = wait.compareTo(longest) > 0 ? wait : longest;
                deliver(signal);
            }
            assertThat(streams.values()).noneMatch(stream -> stream.isSilent(now, MAX_SILENCE));
        }
        assertThat(longest).isLessThan(Duration.ofSeconds(75));
    }

    @Test
    void whatAClosedStreamHasSentIsDropped() throws InterruptedException {
        ScriptedSource.Opened copy = copy("a");
        sendPackets(copy, 50);
        PacedInbox paced = paced(1000);
        run(paced, Duration.ofMillis(500));
        StreamSync closed = streams.remove(copy);
        long before = rows(closed);
        run(paced, Duration.ofSeconds(30));
        assertThat(rows(closed)).isEqualTo(before);
    }

    private PacedInbox paced(long maxRows) {
        return new PacedInbox(inbox, OptionalLong.of(maxRows), () -> now, this::stream);
    }

    private Optional<StreamSync> stream(Signal signal) {
        return Optional.ofNullable(streams.get((ScriptedSource.Opened) signal.stream()));
    }

    private ScriptedSource.Opened copy(String table) {
        return open(tables.fresh(table, 1), ResumePlan.copyFromScratch(table, List.of(ScriptedSource.SHARD)));
    }

    private ScriptedSource.Opened running(String table) {
        return open(tables.saved(table, 1, ScriptedSource.at(5), Optional.empty()), ScriptedSource.at(5));
    }

    private ScriptedSource.Opened open(TableSync table, Vgtid position) {
        StreamSync stream = tables.stream(List.of(table), position);
        ScriptedSource.Opened opened = (ScriptedSource.Opened) source.open(
                new StreamRequest(position, List.of(TableRule.everything(table.table())), TabletType.PRIMARY), inbox);
        stream.opened(opened);
        streams.put(opened, stream);
        return opened;
    }

    private static void sendPackets(ScriptedSource.Opened stream, int count) {
        String table = stream.request.rules().get(0).table();
        for (int i = 0; i < count; i++) {
            stream.send(
                    ScriptedSource.copied(table, i * PACKET, (i + 1) * PACKET, ScriptedSource.copying(table, 5, i)));
        }
    }

    /** Reads for so long; time passes only when there is nothing to read. */
    private void run(PacedInbox paced, Duration time) throws InterruptedException {
        Instant end = now.plus(time);
        putAside(paced);
        while (now.isBefore(end)) {
            Signal signal = paced.poll(0);
            deliver(signal);
            now = signal == null ? now.plus(STEP) : now;
        }
    }

    /** What has arrived beyond the limit is put aside one at a time, which takes no time here. */
    private void putAside(PacedInbox paced) throws InterruptedException {
        for (int i = 0; i < 2000; i++) {
            deliver(paced.poll(0));
        }
    }

    private void deliver(Signal signal) {
        if (signal instanceof Signal.Response response) {
            stream(signal).ifPresent(stream -> response.stream().deliver(response, stream));
        }
    }

    private static long rows(StreamSync stream) {
        return stream.tables().stream()
                .mapToLong(table -> table.progress().copiedRows())
                .sum();
    }
}
