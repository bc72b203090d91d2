package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Signal;
import io.vitesslake.source.SourceListener;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.TabletType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
