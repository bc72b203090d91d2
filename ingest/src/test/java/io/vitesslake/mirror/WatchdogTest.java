package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.mirror.LaggingShards.Lag;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Signal;
import io.vitesslake.source.SourceListener;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private final Watchdog watchdog = new Watchdog(this::ask, TabletType.PRIMARY);
    private GtidSet executed =
            ScriptedSource.at(5).position(ScriptedSource.SHARD).gtids();
    private boolean down;
    private int looks;
    private StreamSync stream;

    @BeforeEach
    void open() {
        stream = new TestTables(directory).stream(List.of(), ScriptedSource.at(5));
        stream.opened(new Silence());
    }

    private ServerGtids ask(Shard shard, TabletType type) {
        if (down) {
            throw new CodedException(ErrorCode.SOURCE, "vtgate-unavailable", "down");
        }
        return new ServerGtids(executed, GtidSet.EMPTY);
    }

    /** Half a minute later. */
    private List<Watchdog.Stall> look() {
        return watchdog.look(List.of(stream), BEGIN.plusSeconds(30L * looks++));
    }

    private void run(int transaction) {
        executed = ScriptedSource.at(transaction).position(ScriptedSource.SHARD).gtids();
    }

    @Test
    void aShardThatStandsStillWhileItsServerHasRunMoreIsOpenedAgain() {
        run(7);
        assertThat(look()).as("seen for the first time").isEmpty();
        assertThat(look()).as("asked for the first time").isEmpty();
        assertThat(look())
                .singleElement()
                .satisfies(stall -> assertThat(stall.error())
                        .hasMessageContaining(ScriptedSource.SHARD.toString())
                        .hasMessageContaining(BEGIN.toString())
                        .hasMessageContaining("6-7"));
    }

    @Test
    void aShardThatMovesIsFineHoweverFarBehindItIs() {
        run(50);
        for (int at = 6; at < 12; at++) {
            stream.begin(ScriptedSource.SHARD, "", 0);
            stream.position(ScriptedSource.at(at));
            stream.commit(ScriptedSource.SHARD, "", 0);
            assertThat(look()).isEmpty();
        }
    }

    @Test
    void aServerThatHasRunNothingMoreOrDoesNotAnswerIsNoReason() {
        for (int i = 0; i < 5; i++) {
            assertThat(look()).isEmpty();
        }
        run(7);
        down = true;
        for (int i = 0; i < 5; i++) {
            assertThat(look()).isEmpty();
        }
    }

    @Test
    void afterThreeTimesInVainItIsLeftAlone() {
        run(7);
        int stalls = 0;
        for (int i = 0; i < 40; i++) {
            stalls += look().size();
        }
        assertThat(stalls).isEqualTo(3);
    }

    @Test
    void aCopyThatStandsStillForTenMinutesIsOpenedAgainThoughItsServerHasRunNothingMore() {
        stream = copying();
        for (int i = 0; i <= 20; i++) {
            assertThat(look()).as(i / 2.0 + " minutes").hasSize(i < 20 ? 0 : 1);
        }
        for (int i = 1; i <= 20; i++) {
            assertThat(look())
                    .as(i / 2.0 + " minutes after it was opened again")
                    .hasSize(i < 20 ? 0 : 1);
        }
    }

    @Test
    void aCopyThatSendsARowNowAndThenIsFine() {
        stream = copying();
        for (int i = 0; i < 60; i++) {
            if (i % 15 == 0) {
                ScriptedSource.copied("orders", i, i + 1, ScriptedSource.copying("orders", 5, i + 1))
                        .accept(stream);
            }
            assertThat(look()).isEmpty();
        }
    }

    @Test
    void aShardLagsFromItsLastMoveOnceItIsSureThatSomethingDoesNotCome() {
        TableSync orders = following(ScriptedSource.at(5));
        run(7);
        look();
        look();
        assertThat(orders.position().lagging().isNone())
                .as("it may be on its way")
                .isTrue();
        assertThat(watchdog.takeNews()).isFalse();
        look();
        assertThat(lag(orders)).isEqualTo(new Lag(BEGIN, transactions(6, 7)));
        assertThat(watchdog.takeNews()).isTrue();
        assertThat(watchdog.takeNews()).as("taken").isFalse();

        run(9);
        look();
        look();
        assertThat(lag(orders)).as("asked again").isEqualTo(new Lag(BEGIN, transactions(6, 9)));
        assertThat(watchdog.takeNews()).isFalse();
    }

    @Test
    void aShardThatWasQuietLagsFromWhenItsServerLastHadNothingMore() {
        TableSync orders = following(ScriptedSource.at(5));
        for (int i = 0; i < 100; i++) {
            look();
        }
        run(7);
        look();
        down = true;
        look();
        down = false;
        look();
        assertThat(lag(orders).since()).isEqualTo(BEGIN.plusSeconds(30 * 99));
    }

    @Test
    void aServerThatDoesNotAnswerEndsNoLagAndOneThatHasNothingMoreDoes() {
        TableSync orders = lagging();
        down = true;
        look();
        look();
        assertThat(orders.position().lagging().isNone()).isFalse();
        down = false;
        executed = ScriptedSource.at(5).position(ScriptedSource.SHARD).gtids();
        look();
        assertThat(orders.position().lagging().isNone()).isTrue();
        assertThat(watchdog.takeNews()).isTrue();
    }

    @Test
    void aShardThatMovesLagsNoMoreHoweverFarBehindItIs() {
        TableSync orders = lagging();
        pass(6);
        assertThat(orders.position().lagging().isNone())
                .as("before anybody looks")
                .isTrue();
        look();
        assertThat(watchdog.takeNews()).isTrue();
        assertThat(orders.position().lagging().isNone()).isTrue();
    }

    @Test
    void noClosedStreamAndNoOtherOneMakesALagForgotten() {
        TableSync orders = lagging();
        stream.close();
        look();
        stream = new TestTables(directory).stream(List.of(orders), ScriptedSource.at(5));
        stream.opened(new Silence());
        for (int i = 0; i < 4; i++) {
            look();
            assertThat(lag(orders).since()).isEqualTo(BEGIN);
        }
        assertThat(watchdog.takeNews()).isFalse();
    }

    @Test
    void aTableThatHasMoreThanItsStreamLagsOnlyBehindWhatItLacks() {
        TableSync ahead = new TestTables(directory).saved("ahead", 100, ScriptedSource.at(7), Optional.empty());
        TableSync behind = following(ScriptedSource.at(5), ahead);
        run(7);
        look();
        look();
        look();
        assertThat(lag(behind).behind()).isEqualTo(transactions(6, 7));
        assertThat(ahead.position().lagging().isNone()).isTrue();
        run(8);
        look();
        look();
        assertThat(lag(ahead).behind()).isEqualTo(transactions(8, 8));
        pass(6);
        look();
        assertThat(ahead.position().lagging().isNone()).as("though it has that").isTrue();
    }

    @Test
    void whatNobodyReadForAWhileIsNoReason() {
        run(7);
        for (int i = 0; i < 10; i++) {
            watchdog.unread(Duration.ofSeconds(10));
            watchdog.unread(Duration.ofSeconds(10));
            assertThat(look()).isEmpty();
        }
        watchdog.unread(Duration.ofSeconds(10));
        assertThat(look()).hasSize(1);
    }

    @Test
    void aCopyThatStandsStillLagsWithoutTransactions() {
        stream = copying();
        TableSync orders = stream.tables().iterator().next();
        for (int i = 0; i < 20; i++) {
            look();
        }
        assertThat(orders.position().lagging().isNone()).isTrue();
        look();
        assertThat(lag(orders)).isEqualTo(new Lag(BEGIN, GtidSet.EMPTY));
        ScriptedSource.copied("orders", 0, 1, ScriptedSource.copying("orders", 5, 1))
                .accept(stream);
        assertThat(orders.position().lagging().isNone()).isTrue();
    }

    /** One that has stood still from the beginning. */
    private TableSync lagging() {
        TableSync orders = following(ScriptedSource.at(5));
        run(7);
        look();
        look();
        look();
        assertThat(watchdog.takeNews()).isTrue();
        return orders;
    }

    private TableSync following(Vgtid at, TableSync... others) {
        TestTables tables = new TestTables(directory);
        TableSync orders = tables.saved("orders", 100, at, Optional.empty());
        List<TableSync> all = new ArrayList<>(List.of(others));
        all.add(orders);
        stream = tables.stream(all, at);
        stream.opened(new Silence());
        return orders;
    }

    private static Lag lag(TableSync table) {
        LaggingShards lagging = table.position().lagging();
        assertThat(lagging.lags()).containsOnlyKeys(ScriptedSource.SHARD);
        return lagging.lags().get(ScriptedSource.SHARD);
    }

    private static GtidSet transactions(long from, long to) {
        GtidSet all = ScriptedSource.at(to).position(ScriptedSource.SHARD).gtids();
        return all.minus(
                ScriptedSource.at(from - 1).position(ScriptedSource.SHARD).gtids());
    }

    private void pass(int transaction) {
        ScriptedSource.passed(transaction, 0).accept(stream);
    }

    private StreamSync copying() {
        TestTables tables = new TestTables(directory);
        StreamSync copying =
                tables.stream(List.of(tables.fresh("orders", 100)), ScriptedSource.copying("orders", 5, 0));
        copying.opened(new Silence());
        return copying;
    }

    private static final class Silence implements SourceStream {

        @Override
        public void deliver(Signal.Response response, SourceListener listener) {
            throw new AssertionError("nothing is sent");
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
