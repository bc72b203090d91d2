package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.mirror.CrashingListener.Crash;
import io.vitesslake.replay.ReplayPace;
import io.vitesslake.replay.ReplayServer;
import io.vitesslake.replay.ShippedRecordings;
import io.vitesslake.replay.Truth;
import io.vitesslake.tables.LakeTables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole path, from a replayed VTGate to a lake on disk, ends in what MySQL itself said when the streams were recorded. */
final class MirrorReplayTest {

    private static final long PLENTY = 64L << 20;
    private static final long TIGHT = 1L << 20;

    private static ReplayServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws IOException {
        server = ReplayServer.start(ShippedRecordings.demo(), ReplayPace.UNLIMITED, Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aKeyspaceIsCopiedAndFollowedThroughAReshard() throws Exception {
        ReplayedSync sync = new ReplayedSync(server, directory, PLENTY);
        MirrorOutcome outcome = sync.once(CrashingListener.never());
        assertThat(outcome.tables().values()).containsOnly(TableState.RUNNING);
        assertLakeIsTruth(sync);
    }

    @Test
    void aRunWithNothingToDoCommitsNothing() throws Exception {
        ReplayedSync sync = new ReplayedSync(server, directory, PLENTY);
        sync.once(CrashingListener.never());
        CrashingListener second = CrashingListener.never();
        sync.once(second);
        assertThat(second.checkpoints).isEmpty();
        assertThat(second.plan.copies()).isEmpty();
        assertLakeIsTruth(sync);
    }

    @Test
    void littleMemoryMakesMoreCheckpointsAndTheSameRows() throws Exception {
        ReplayedSync sync = new ReplayedSync(server, directory, TIGHT);
        CrashingListener listener = CrashingListener.never();
        sync.once(listener);
        assertThat(listener.checkpoints).hasSizeGreaterThan(3);
        assertLakeIsTruth(sync);
    }

    @Test
    void crashesAtRandomMomentsLoseAndDoubleNothing() throws Exception {
        long seed = Long.getLong("seed", new Random().nextLong(1_000_000));
        System.out.println("crashes: -Dseed=" + seed);
        Random random = new Random(seed);
        ReplayedSync sync = new ReplayedSync(server, directory, TIGHT);
        int crashes = 0;
        while (crashes < 8) {
            try {
                sync.once(new CrashingListener(random.nextInt(8)));
                break;
            } catch (Crash e) {
                crashes++;
            } catch (CodedException e) {
                // The encoders of a crashed loop live on as a zombie writer, whose last commit may win.
                assertThat(e.code()).isEqualTo(ErrorCode.FENCED);
            }
        }
        Awaitility.await().until(() -> encoders() == 0);
        sync.once(CrashingListener.never());
        assertThat(crashes).as("seed %d", seed).isPositive();
        assertLakeIsTruth(sync);
    }

    @Test
    void streamsCutAgainAndAgainLoseAndDoubleNothing() throws Exception {
        ScheduledExecutorService scissors = Executors.newSingleThreadScheduledExecutor();
        try (ReplayServer slow =
                ReplayServer.start(ShippedRecordings.demo(), new ReplayPace(40_000), Clock.systemUTC())) {
            ReplayedSync sync = new ReplayedSync(slow, directory, TIGHT);
            CrashingListener listener = CrashingListener.never();
            ScheduledFuture<?> cuts =
                    scissors.scheduleWithFixedDelay(slow::cutStreams, 600, 700, TimeUnit.MILLISECONDS);
            sync.once(listener);
            cuts.cancel(false);
            assertThat(listener.lost).isNotEmpty();
            assertLakeIsTruth(sync);
        } finally {
            scissors.shutdownNow();
        }
    }

    @Test
    void ofTwoWritersOnOneLakeExactlyOneGoesOn() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(2);
        try (ReplayServer slow =
                ReplayServer.start(ShippedRecordings.demo(), new ReplayPace(40_000), Clock.systemUTC())) {
            ReplayedSync sync = new ReplayedSync(slow, directory, PLENTY);
            // SQLite's own tables are there before the race.
            sync.lake().close();
            List<Future<MirrorOutcome>> runs = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                runs.add(writers.submit(() -> sync.once(CrashingListener.never())));
            }
            assertThat(runs.stream().filter(MirrorReplayTest::isFenced)).hasSize(1);
            assertLakeIsTruth(sync);
        } finally {
            writers.shutdownNow();
        }
    }

    @Test
    void aTableAddedToTheConfigurationIsCopiedAndTheOthersGoOn() throws Exception {
        new ReplayedSync(server, directory, PLENTY, table -> !table.equals("customer")).once(CrashingListener.never());
        ReplayedSync all = new ReplayedSync(server, directory, PLENTY);
        CrashingListener listener = CrashingListener.never();
        all.once(listener);
        assertThat(listener.plan.copies())
                .flatExtracting(ResumePlan.Start::tables)
                .containsExactly("customer");
        assertLakeIsTruth(all);
    }

    @Test
    void aTableTakenOutOfTheConfigurationKeepsItsLakeTableUntouched() throws Exception {
        ReplayedSync all = new ReplayedSync(server, directory, PLENTY);
        all.once(CrashingListener.never());
        try (LakeTables lake = all.lake()) {
            long before = snapshot(lake, "orders");
            ReplayedSync fewer = new ReplayedSync(server, directory, PLENTY, table -> !table.equals("orders"));
            MirrorOutcome outcome = fewer.once(CrashingListener.never());
            assertThat(outcome.tables()).containsOnlyKeys("code_ci", "customer");
            assertThat(snapshot(lake, "orders")).isEqualTo(before);
        }
        assertLakeIsTruth(all);
    }

    private static long snapshot(LakeTables lake, String table) {
        return new CheckpointReader(ReplayedSync.NAMES)
                .newest(lake.load(table).orElseThrow())
                .orElseThrow()
                .snapshotId();
    }

    private static boolean isFenced(Future<MirrorOutcome> run) {
        try {
            run.get();
            return false;
        } catch (ExecutionException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            CodedException.class,
                            error -> assertThat(error.code())
                                    .as(error.getMessage())
                                    .isEqualTo(ErrorCode.FENCED));
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long encoders() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("encoder"))
                .count();
    }

    private static void assertLakeIsTruth(ReplayedSync sync) throws IOException {
        try (LakeTables lake = sync.lake()) {
            for (Truth truth : ShippedRecordings.demoTruth()) {
                assertThat(LakeSum.sum(lake, truth.table())).isEqualTo(truth);
            }
        }
    }
}
