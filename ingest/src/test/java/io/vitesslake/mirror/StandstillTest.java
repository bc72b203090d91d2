package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.mirror.LaggingShards.Lag;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.SourceListener;
import io.vitesslake.source.Vgtid;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the lake knows of a shard that stands still: over a scripted source that sends heartbeats and a lake on disk. */
@Timeout(120)
final class StandstillTest {

    private static final List<TableSetup> ORDERS = List.of(TestTables.setup("orders", 10));
    /** Longer than any life here, so that nothing is saved for the mere passing of time. */
    private static final Duration NEVER = Duration.ofDays(1);

    private static final Duration LENGTH = Duration.ofMinutes(8);

    @TempDir
    private Path directory;

    private final SteppedClock clock = new SteppedClock(Instant.now());
    private final ScriptedSource source = new ScriptedSource(StandstillTest::copyThree);
    private long executed = 5;

    @BeforeEach
    void copyToPositionFive() throws InterruptedException {
        ScriptedRun first = new ScriptedRun(directory);
        first.run(
                source,
                () -> ScriptedSource.at(5),
                new Told() {
                    @Override
                    public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
                        first.stop();
                    }
                },
                ORDERS);
        assertThat(lagging()).isEqualTo(LaggingShards.NONE);
    }

    @Test
    void aShardThatStandsStillIsInTheLakeAtOnceWithItsBeginningThoughNothingElseChanges() throws InterruptedException {
        Instant begin = clock.instant();
        executed = 7;
        Life life = new Life(NEVER, known -> {});
        life.run();

        assertThat(life.known).as("checkpoints in all the time").hasSize(1);
        Lag lag = onlyLag(life.known.get(0));
        assertThat(lag.behind()).isEqualTo(transactions(6, 7));
        assertThat(lag.since()).isBetween(begin, begin.plusSeconds(10));
        assertThat(life.times.get(0)).isAfterOrEqualTo(begin.plusSeconds(60));
        assertThat(life.stalls).as("opened again").isPositive();
    }

    @Test
    void itIsGoneFromTheLakeAtOnceWhenTheShardMovesThoughNoRowComes() throws InterruptedException {
        executed = 7;
        Life life = new Life(NEVER, known -> {
            if (!known.isNone()) {
                assertThat(properties()).contains("vitess.lagging");
                send(ScriptedSource.passed(6, 0));
                send(ScriptedSource.passed(7, 0));
            }
        });
        life.endsAt = 2;
        life.run();

        assertThat(life.known).hasSize(2);
        assertThat(life.known.get(1)).isEqualTo(LaggingShards.NONE);
        assertThat(properties()).contains("vitess.vgtid").doesNotContain("vitess.lagging");
    }

    @Test
    void aRestartKeepsItsBeginningAndTheIdleCheckpointTellsHowFarItIsBehindByThen() throws InterruptedException {
        executed = 7;
        runUntilItLags();
        Instant since = onlyLag(lagging()).since();

        clock.advance(Duration.ofHours(1));
        executed = 9;
        Life second = new Life(Duration.ofMinutes(1), known -> {});
        second.endsAt = 1;
        second.run();
        assertThat(onlyLag(second.known.get(0))).isEqualTo(new Lag(since, transactions(6, 9)));
    }

    private void runUntilItLags() throws InterruptedException {
        Life first = new Life(NEVER, known -> {});
        first.endsAt = 1;
        first.run();
    }

    @Test
    void afterARestartNothingIsSavedAnewOfAShardThatStillStands() throws InterruptedException {
        executed = 7;
        runUntilItLags();

        Life second = new Life(NEVER, known -> {});
        second.run();
        assertThat(second.stalls).isPositive();
        assertThat(second.known).isEmpty();
    }

    @Test
    void aShardThatMovedWhileNobodyLookedLagsNoMore() throws InterruptedException {
        executed = 7;
        runUntilItLags();

        Life second = new Life(NEVER, known -> {});
        second.atOpen = () ->
                send(ScriptedSource.inserted("orders", 7, 7, clock.instant().getEpochSecond()));
        second.endsAt = 1;
        second.run();
        assertThat(second.known).containsExactly(LaggingShards.NONE);
    }

    @Test
    void aShardWhoseServerHasNothingMoreAfterAllLagsNoMore() throws InterruptedException {
        executed = 7;
        Life life = new Life(NEVER, known -> executed = 5);
        life.endsAt = 2;
        life.run();
        assertThat(life.known).hasSize(2);
        assertThat(life.known.get(1)).isEqualTo(LaggingShards.NONE);
    }

    /** A life that saves nothing for the mere passing of time, unless told so. */
    private final class Life extends Told {

        private final List<LaggingShards> known = new ArrayList<>();
        private final List<Instant> times = new ArrayList<>();
        private final Consumer<LaggingShards> afterCheckpoint;
        private final ScriptedRun run;
        private final Instant end;
        private Runnable atOpen = () -> {};
        private int endsAt = Integer.MAX_VALUE;
        private int stalls;
        private int turns;

        /** @param interval between checkpoints, and at which an idle one is due */
        Life(Duration interval, Consumer<LaggingShards> afterCheckpoint) {
            this.run = new ScriptedRun(directory, clock, interval, interval);
            this.end = clock.instant().plus(LENGTH);
            this.afterCheckpoint = afterCheckpoint;
        }

        void run() throws InterruptedException {
            Supplier<Vgtid> servers = () -> ScriptedSource.at(executed);
            run.run(source, servers, this, ORDERS);
        }

        @Override
        public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
            times.add(clock.instant());
            known.add(lagging());
            afterCheckpoint.accept(known.get(known.size() - 1));
            if (known.size() == endsAt) {
                run.stop();
            }
        }

        @Override
        public void streamLost(List<String> tables, CodedException error, long retryInMillis) {
            // On a machine that is busy elsewhere a heartbeat may be late by this clock.
            assertThat(error.reason()).isIn("stalled-shard", "silent-stream");
            stalls += error.reason().equals("stalled-shard") ? 1 : 0;
        }

        // Turns without anything to receive take a moment of the machine's time, in which a checkpoint gets on.
        @Override
        public void progress(List<TableProgress> tables) {
            clock.advance(Duration.ofSeconds(10));
            turns++;
            if (turns == 1) {
                atOpen.run();
            } else if (turns % 3 == 0) {
                send(SourceListener::heartbeat);
            }
            if (endsAt == Integer.MAX_VALUE && clock.instant().isAfter(end)) {
                run.stop();
            }
        }
    }

    private static void copyThree(ScriptedSource.Opened stream) {
        if (stream.request.start().isCopying("orders")) {
            stream.send(ScriptedSource.copied("orders", 0, 3, ScriptedSource.at(5)));
        }
    }

    private void send(Consumer<SourceListener> step) {
        source.opened.get(source.opened.size() - 1).send(step);
    }

    private static GtidSet transactions(long from, long to) {
        GtidSet all = ScriptedSource.at(to).position(ScriptedSource.SHARD).gtids();
        return all.minus(
                ScriptedSource.at(from - 1).position(ScriptedSource.SHARD).gtids());
    }

    private static Lag onlyLag(LaggingShards lagging) {
        assertThat(lagging.lags()).containsOnlyKeys(ScriptedSource.SHARD);
        return lagging.lags().get(ScriptedSource.SHARD);
    }

    private LaggingShards lagging() {
        try (LakeTables tables = ReplayedSync.lake(directory)) {
            MirrorLake lake = ReplayedSync.lake(tables);
            LakeTable orders = tables.load("orders").orElseThrow();
            Optional<SavedCheckpoint> saved = lake.reader().newest(orders);
            return lake.codec()
                    .parse("orders", saved.orElseThrow().checkpoint().cursor())
                    .lagging();
        }
    }

    /** Names of what the lake says of the table, in its newest snapshot or in its properties. */
    private List<String> properties() {
        try (LakeTables tables = ReplayedSync.lake(directory)) {
            LakeTable orders = tables.load("orders").orElseThrow();
            List<String> names = new ArrayList<>(orders.iceberg().properties().keySet());
            names.addAll(orders.iceberg().currentSnapshot().summary().keySet());
            return names;
        }
    }
}
