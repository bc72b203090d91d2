package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.ddl.DdlParser;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.decode.ValueLosses.Loss;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import io.vitesslake.tables.LakeTables;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop over a scripted source and a lake on disk. */
@Timeout(120)
final class ScriptedMirrorTest {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final long ESTIMATE = 10;

    @TempDir
    private Path directory;

    private Mirror mirror;
    private int gtid = 10;

    @Test
    void theCursorOfAnIdleTableIsRenewedInRotation() throws InterruptedException {
        ScriptedSource source = new ScriptedSource(stream -> {
            String table = stream.request.rules().get(0).table();
            if (stream.request.start().isCopying(table)) {
                stream.send(ScriptedSource.copied(table, 0, 3, ScriptedSource.at(5)));
            }
        });
        List<Vgtid> saved = new ArrayList<>();
        List<Instant> times = new ArrayList<>();
        List<Long> changes = new ArrayList<>();
        run(source, List.of("busy", "idle"), new Told() {
            @Override
            public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
                if (table.equals("idle") && state == TableState.RUNNING) {
                    saved.add(vgtid);
                    times.add(CLOCK.instant());
                    changes.add(counts.inserted() + counts.updated() + counts.deleted());
                }
                if (saved.size() == 3) {
                    mirror.stop();
                }
            }

            @Override
            public void progress(List<TableProgress> tables) {
                gtid++;
                source.opened.stream().filter(stream -> !stream.closed).forEach(stream -> sendOne(stream));
            }
        });
        assertThat(saved).doesNotHaveDuplicates();
        assertThat(saved.get(2).containsAll(saved.get(1))).isTrue();
        assertThat(changes).endsWith(0L, 0L);
        assertThat(Duration.between(times.get(1), times.get(2))).isGreaterThanOrEqualTo(IDLE);
    }

    private void sendOne(ScriptedSource.Opened stream) {
        boolean busy =
                stream.request.rules().stream().anyMatch(rule -> rule.table().equals("busy"));
        long seconds = CLOCK.instant().getEpochSecond();
        stream.send(busy ? ScriptedSource.inserted("busy", gtid, gtid, seconds) : ScriptedSource.passed(gtid, seconds));
    }

    @Test
    void copiedRowsAreCountedOnAfterARestart() throws InterruptedException {
        Vgtid half = ScriptedSource.copying("orders", 5, 1);
        ScriptedSource first = new ScriptedSource(stream -> stream.send(ScriptedSource.copied("orders", 0, 3, half)));
        run(first, List.of("orders"), new Told() {
            @Override
            public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
                mirror.stop();
            }
        });
        List<CopyCount> told = new ArrayList<>();
        Consumer<ScriptedSource.Opened> rest = stream -> {
            assertThat(stream.request.start()).isEqualTo(half);
            stream.send(ScriptedSource.copied("orders", 3, 5, ScriptedSource.copying("orders", 5, 2)));
        };
        run(new ScriptedSource(rest), List.of("orders"), new Told() {
            @Override
            public void progress(List<TableProgress> tables) {
                told.add(tables.get(0).copy());
                if (tables.get(0).copiedRows() >= 5) {
                    mirror.stop();
                }
            }
        });
        assertThat(told).last().isEqualTo(new CopyCount(5, ESTIMATE));
        assertThat(told).allSatisfy(copy -> assertThat(copy.rows()).isGreaterThanOrEqualTo(3));
    }

    @Test
    void whatPoliciesLostIsToldWithItsNumberAfterTheCheckpoint() throws InterruptedException {
        List<String> dates = List.of("0000-00-00", "2024-02-29", "2024-00-10");
        List<String> told = new ArrayList<>();
        ScriptedSource source = new ScriptedSource(
                stream -> stream.send(ScriptedSource.copiedDates("orders", dates, ScriptedSource.at(5))));
        run(source, List.of("orders"), new Told() {
            @Override
            public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
                told.add(counts.inserted() + " rows");
            }

            @Override
            public void valuesLost(String table, List<ValueLosses.Loss> losses) {
                told.add(table + " " + losses);
                mirror.stop();
            }
        });
        Loss expected = new Loss("day", ValueLosses.Kind.ZERO_DATE, 2);
        assertThat(told).startsWith("3 rows", "orders " + List.of(expected));
    }

    private void run(ScriptedSource source, List<String> tables, MirrorListener listener) throws InterruptedException {
        MirrorOptions options = new MirrorOptions(
                false,
                TabletType.PRIMARY,
                Duration.ofMillis(200),
                IDLE,
                new CopyOptions(2, OptionalLong.empty()),
                64L << 20,
                2);
        MirrorSource mirrorSource = new MirrorSource(
                source,
                () -> List.of(ScriptedSource.SHARD),
                () -> ScriptedSource.at(5),
                TestTables.UNCHANGED,
                new DdlParser()::parse,
                Optional::empty);
        try (LakeTables lake = ReplayedSync.lake(directory)) {
            mirror = new Mirror(
                    options,
                    tables.stream()
                            .map(table -> TestTables.setup(table, ESTIMATE))
                            .toList(),
                    mirrorSource,
                    ReplayedSync.lake(lake),
                    new MirrorEnvironment(CLOCK, UUID::randomUUID, directory),
                    listener);
            mirror.run();
        }
    }

    /** Listens to nothing, unless overridden. */
    private static class Told implements MirrorListener {

        @Override
        public void resumed(ResumePlan plan) {}

        @Override
        public void tableStopped(String table, CodedException error) {
            throw error;
        }

        @Override
        public void copyRestarted(String table, String why) {}

        @Override
        public void recopyStarted(String table, String why) {}

        @Override
        public void recopied(String table) {}

        @Override
        public void recopyFailed(String table, CodedException error) {
            throw error;
        }

        @Override
        public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {}

        @Override
        public void valuesLost(String table, List<ValueLosses.Loss> losses) {}

        @Override
        public void foreignChanges(String table, List<String> snapshots) {}

        @Override
        public void streamLost(List<String> tables, CodedException error, long retryInMillis) {
            throw error;
        }

        @Override
        public void targetUnreachable(String table, Vgtid target, Vgtid reached) {}

        @Override
        public void progress(List<TableProgress> tables) {}
    }
}
