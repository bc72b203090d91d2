package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.commit.TableRequests;
import io.vitesslake.source.Vgtid;
import io.vitesslake.tables.LakeRows;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tables that people pause, over a scripted source and a lake on disk. */
@Timeout(120)
final class PausedTablesTest {

    private static final Instant SINCE = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    private Path directory;

    private final List<Transaction> transactions = new ArrayList<>();
    private final ScriptedSource source = new ScriptedSource(this::opened);
    private ScriptedRun life;

    @BeforeEach
    void prepare() {
        life = new ScriptedRun(directory);
    }

    @Test
    void aPausedTableStaysAsItIsWhileOthersGoOnAndMissesNothingWhenItGoesOn() throws InterruptedException {
        Steps steps = new Steps()
                .when("{a=running 3, b=running 3}", this::pause)
                .when("{a=paused 3, b=running 3}", () -> {
                    insert("a", 11);
                    insert("b", 12);
                })
                .when("{a=paused 3, b=running 4}", this::resume)
                .when("{a=running 4, b=running 4}", () -> life.stop());
        run(steps, "a", "b");
        assertThat(rows("a")).containsExactlyInAnyOrder(0L, 1L, 2L, 11L);
        assertThat(rows("b")).containsExactlyInAnyOrder(0L, 1L, 2L, 12L);
        assertThat(steps.told).containsExactly("a is paused since " + SINCE);
    }

    @Test
    void aStartLeavesAPausedTableAloneAndAServiceWaitsForItToGoOn() throws InterruptedException {
        run(new Steps().when("{a=running 3}", this::pause).when("{a=paused 3}", () -> life.stop()), "a");
        insert("a", 11);
        int before = source.opened.size();
        Steps steps = new Steps() {
            private int turns;

            @Override
            public void progress(List<TableProgress> tables) {
                if (++turns == 5) {
                    assertThat(source.opened).hasSize(before);
                    resume();
                }
            }
        };
        run(steps.when("{a=running 1}", () -> life.stop()), "a");
        assertThat(steps.told).containsExactly("a is paused since " + SINCE);
        assertThat(rows("a")).containsExactlyInAnyOrder(0L, 1L, 2L, 11L);
    }

    @Test
    void aRunThatEndsByItselfLeavesAPausedTableBehindAndFindsNothingWrongWithThat() throws InterruptedException {
        run(new Steps().when("{a=running 3}", () -> life.stop()), "a");
        ask((requests, table) -> requests.pause(table, SINCE));
        insert("a", 11);

        MirrorOutcome outcome = once();
        assertThat(outcome.tables().get("a").word()).isEqualTo("paused");
        assertThat(outcome.hasStoppedTables()).isFalse();
        assertThat(rows("a")).hasSize(3);

        ask(TableRequests::resume);
        assertThat(once().tables()).containsEntry("a", TableState.RUNNING);
        assertThat(rows("a")).hasSize(4);
    }

    @Test
    void aCopyThatIsPausedGoesOnInTheMiddle() throws InterruptedException {
        Vgtid half = ScriptedSource.copying("c", 5, 1);
        List<ScriptedSource.Opened> opened = new ArrayList<>();
        ScriptedSource halting = new ScriptedSource(stream -> {
            opened.add(stream);
            boolean first = opened.size() == 1;
            stream.send(ScriptedSource.copied("c", first ? 0 : 2, first ? 2 : 3, first ? half : ScriptedSource.at(5)));
        });
        Steps steps = new Steps()
                .when("{c=copying 2}", () -> pause("c"))
                .when("{c=paused 2}", () -> resume("c"))
                .when("{c=running 3}", () -> life.stop());
        life.run(halting, steps, List.of(TestTables.setup("c", 10)));
        assertThat(opened).hasSize(2);
        assertThat(opened.get(1).request.start()).isEqualTo(half);
        assertThat(rows("c")).containsExactlyInAnyOrder(0L, 1L, 2L);
    }

    private void run(Steps steps, String... tables) throws InterruptedException {
        life.run(source, steps, setups(tables));
    }

    private MirrorOutcome once() throws InterruptedException {
        return life.once(source, ScriptedSource.at(gtid(transactions.size() - 1)), new Told(), setups("a"));
    }

    private static List<TableSetup> setups(String... tables) {
        return List.of(tables).stream()
                .map(table -> TestTables.setup(table, 10))
                .toList();
    }

    private void pause() {
        pause("a");
    }

    private void resume() {
        resume("a");
    }

    private void pause(String table) {
        ask(table, (requests, lakeTable) -> requests.pause(lakeTable, SINCE));
        life.found(new Finding.Pause(table, Optional.of(SINCE)));
    }

    private void resume(String table) {
        ask(table, TableRequests::resume);
        life.found(new Finding.Pause(table, Optional.empty()));
    }

    private void ask(BiConsumer<TableRequests, LakeTable> request) {
        ask("a", request);
    }

    private void ask(String table, BiConsumer<TableRequests, LakeTable> request) {
        try (LakeTables lake = ReplayedSync.lake(directory)) {
            request.accept(ReplayedSync.lake(lake).requests(), lake.load(table).orElseThrow());
        }
    }

    private List<Object> rows(String table) {
        List<Object> keys = new ArrayList<>();
        try (LakeTables lake = ReplayedSync.lake(directory)) {
            LakeRows.read(lake.load(table).orElseThrow(), row -> keys.add(row.get(0)));
        }
        return keys;
    }

    private record Transaction(String table, int key) {}

    private static long gtid(int transaction) {
        return 6 + transaction;
    }

    private void insert(String table, int key) {
        transactions.add(new Transaction(table, key));
        source.opened.stream()
                .filter(stream -> !stream.closed)
                .forEach(stream -> send(stream, transactions.size() - 1));
    }

    /** A copy of three rows as of transaction 5, and all transactions since. */
    private void opened(ScriptedSource.Opened stream) {
        String table = stream.request.rules().get(0).table();
        if (stream.request.start().isCopying(table)) {
            stream.send(ScriptedSource.copied(table, 0, 3, ScriptedSource.at(5)));
        }
        for (int i = 0; i < transactions.size(); i++) {
            send(stream, i);
        }
    }

    private void send(ScriptedSource.Opened stream, int number) {
        Transaction transaction = transactions.get(number);
        long seconds = ScriptedRun.CLOCK.instant().getEpochSecond();
        boolean wanted =
                stream.request.rules().stream().anyMatch(rule -> rule.table().equals(transaction.table()));
        if (!stream.request.start().containsAll(ScriptedSource.at(gtid(number)))) {
            stream.send(
                    wanted
                            ? ScriptedSource.inserted(transaction.table(), transaction.key(), gtid(number), seconds)
                            : ScriptedSource.passed(gtid(number), seconds));
        }
    }

    /** Does one thing after the other, each when tables have been saved in certain states with so many rows. */
    private static class Steps extends Told {

        private final List<String> told = new ArrayList<>();
        private final Map<String, Long> rows = new TreeMap<>();
        private final Map<String, String> saved = new TreeMap<>();
        private final Queue<Map.Entry<String, Runnable>> steps = new ArrayDeque<>();

        Steps when(String tables, Runnable action) {
            steps.add(Map.entry(tables, action));
            return this;
        }

        @Override
        public void tablePaused(String table, Instant since) {
            told.add(table + " is paused since " + since);
        }

        @Override
        public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
            rows.merge(table, counts.inserted(), Long::sum);
            saved.put(table, state.word() + " " + rows.get(table));
            if (!steps.isEmpty() && saved.toString().equals(steps.peek().getKey())) {
                steps.poll().getValue().run();
            }
        }
    }
}
