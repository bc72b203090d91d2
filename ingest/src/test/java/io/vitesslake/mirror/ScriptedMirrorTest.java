package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.TableShape;
import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.decode.ValueLosses.Loss;
import io.vitesslake.source.Vgtid;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.tables.PinnedRows;
import io.vitesslake.tables.TableOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop over a scripted source and a lake on disk. */
@Timeout(120)
final class ScriptedMirrorTest {

    private static final long ESTIMATE = 10;

    @TempDir
    private Path directory;

    private ScriptedRun life;
    private int gtid = 10;

    @BeforeEach
    void prepare() {
        life = new ScriptedRun(directory);
    }

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
                    times.add(ScriptedRun.CLOCK.instant());
                    changes.add(counts.inserted() + counts.updated() + counts.deleted());
                }
                if (saved.size() == 3) {
                    life.stop();
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
        assertThat(Duration.between(times.get(1), times.get(2))).isGreaterThanOrEqualTo(ScriptedRun.IDLE);
    }

    private void sendOne(ScriptedSource.Opened stream) {
        boolean busy =
                stream.request.rules().stream().anyMatch(rule -> rule.table().equals("busy"));
        long seconds = ScriptedRun.CLOCK.instant().getEpochSecond();
        stream.send(busy ? ScriptedSource.inserted("busy", gtid, gtid, seconds) : ScriptedSource.passed(gtid, seconds));
    }

    @Test
    void whatIsBufferedIsSavedBeforeALargeMessageIsTakenIn() throws InterruptedException {
        life = new ScriptedRun(directory, ScriptedRun.CLOCK, Duration.ofHours(1), Duration.ofHours(1));
        ScriptedSource source = new ScriptedSource(stream -> {
            stream.send(ScriptedSource.copied("orders", 0, 3, ScriptedSource.at(5)));
            stream.send(ScriptedSource.inserted("orders", 11, 11, 0));
            stream.send(ScriptedSource.inserted("orders", 12, 12, 0), 20 << 20);
        });
        List<Vgtid> saved = new ArrayList<>();
        List<Long> inserted = new ArrayList<>();
        run(source, List.of("orders"), new Told() {
            @Override
            public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
                saved.add(vgtid);
                inserted.add(counts.inserted());
                life.stop();
            }
        });
        assertThat(saved).containsExactly(ScriptedSource.at(11));
        assertThat(inserted).containsExactly(4L);
    }

    @Test
    void copiedRowsAreCountedOnAfterARestart() throws InterruptedException {
        Vgtid half = ScriptedSource.copying("orders", 5, 1);
        ScriptedSource first = new ScriptedSource(stream -> stream.send(ScriptedSource.copied("orders", 0, 3, half)));
        run(first, List.of("orders"), new Told() {
            @Override
            public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
                life.stop();
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
                    life.stop();
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
                life.stop();
            }
        });
        Loss expected = new Loss("day", ValueLosses.Kind.ZERO_DATE, 2);
        assertThat(told).startsWith("3 rows", "orders " + List.of(expected));
    }

    @Test
    void lossesAreCountedOnAfterARestart() throws InterruptedException {
        Vgtid half = ScriptedSource.copying("orders", 5, 1);
        for (Vgtid reached : List.of(half, ScriptedSource.at(5))) {
            List<String> dates = List.of("2024-02-29", "0000-00-00");
            ScriptedSource source =
                    new ScriptedSource(stream -> stream.send(ScriptedSource.copiedDates("orders", dates, reached)));
            run(source, List.of("orders"), new Told() {
                @Override
                public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
                    life.stop();
                }
            });
        }
        try (LakeTables tables = ReplayedSync.lake(directory)) {
            MirrorLake lake = ReplayedSync.lake(tables);
            LakeTable orders = tables.load("orders").orElseThrow();
            SavedCursor saved = TableCheckpoint.savedCursor(
                    lake, orders, lake.reader().newest(orders).orElseThrow());
            assertThat(saved.cursor().losses().losses())
                    .containsExactly(new Loss("day", ValueLosses.Kind.ZERO_DATE, 2));
        }
    }

    @Test
    void aDocumentIsTheSameVariantCopiedAndStreamed() throws InterruptedException {
        List<String> copied = List.of("{\"b\": 1, \"aa\": [true, null, \"é\", 1.5, 1e20]}", "null");
        List<String> streamed = List.of("{\"aa\": [true, null, \"\\u00e9\", 1.5, 1e20], \"b\": 1}", "null");
        ScriptedSource source = new ScriptedSource(stream -> {
            if (stream.request.start().isCopying("orders")) {
                stream.send(ScriptedSource.documents("orders", true, 0, copied, 5));
                stream.send(ScriptedSource.documents("orders", false, 2, streamed, 6));
            }
        });
        runUntil(source, variants(3), 4);
        List<List<Object>> rows = documents();
        assertThat(rows).hasSize(4);
        assertThat(rows.get(2)).isEqualTo(rows.get(0)).containsExactly("{\"aa\":[true,null,\"é\",1.5,1.0E20],\"b\":1}");
        assertThat(rows.get(3)).isEqualTo(rows.get(1)).containsExactly("null");
    }

    @Test
    void aDocumentThatNoVariantIsExactlyStopsItsTable() {
        String wide = "0.123456789012345678901234567890123456789";
        ScriptedSource source = new ScriptedSource(
                stream -> stream.send(ScriptedSource.documents("orders", true, 0, List.of("1", wide), 5)));
        assertThatThrownBy(() -> runUntil(source, variants(3), 2))
                .hasMessageContaining("orders column j as a variant: a number that neither 38 digits nor a double")
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("invalid-value"));
    }

    @Test
    void aTableWhoseFormatVersionHasNoVariantsStopsWithTheRemedy() {
        ScriptedSource source =
                new ScriptedSource(stream -> stream.send(ScriptedSource.documents("orders", true, 0, List.of("1"), 5)));
        assertThatThrownBy(() -> runUntil(source, variants(2), 1))
                .hasMessageContaining("Set format-version: 3")
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("incompatible-schema"));
    }

    @Test
    void aLakeTableOfTextIsCopiedAgainAsVariantsOnceItsFormatVersionHasThem() throws InterruptedException {
        ScriptedSource source = new ScriptedSource(stream -> {
            boolean copies = stream.request.start().isCopying("orders");
            int from = copies ? 0 : 1;
            stream.send(ScriptedSource.documents("orders", copies, from, List.of("[1]"), copies ? 5 : 6));
        });
        runUntil(source, TestTables.setup("orders", ESTIMATE), 1);
        assertThatThrownBy(() -> runUntil(source, variants(2), 1))
                .hasMessageContaining("upgrade one that exists")
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("incompatible-schema"));
        assertThat(documents()).containsExactly(List.of("[1]"));
        try (LakeTables tables = ReplayedSync.lake(directory)) {
            LakeTable orders = tables.load("orders").orElseThrow();
            orders.iceberg().updateProperties().set("format-version", "3").commit();
        }
        life.run(
                source,
                new Told() {
                    @Override
                    public void recopied(String table) {
                        life.stop();
                    }
                },
                List.of(variants(3)));
        try (LakeTables tables = ReplayedSync.lake(directory)) {
            TableShape shape = tables.load("orders").orElseThrow().shape();
            assertThat(shape.columns()).contains(new Column("j", ColumnType.VARIANT, false));
        }
        assertThat(documents()).isNotEmpty();
    }

    @Test
    void aServerThatLostTransactionsIsNotTakenForOneThatHasNothingNew() throws InterruptedException {
        List<TableSetup> orders = List.of(TestTables.setup("orders", ESTIMATE));
        ScriptedSource source = new ScriptedSource(
                stream -> stream.send(ScriptedSource.copied("orders", 0, 3, ScriptedSource.at(100))));
        assertThat(life.once(source, ScriptedSource.at(100), new Told(), orders).hasStoppedTables())
                .isFalse();
        List<String> stopped = new ArrayList<>();
        Told listener = new Told() {
            @Override
            public void tableStopped(String table, CodedException error) {
                stopped.add(table + " " + error.reason());
            }
        };
        MirrorOutcome outcome = life.once(source, ScriptedSource.at(7), listener, orders);
        assertThat(outcome.hasStoppedTables()).isTrue();
        assertThat(stopped).containsExactly("orders gtid-mismatch");
        assertThat(source.opened).hasSize(1);
    }

    private static TableSetup variants(int formatVersion) {
        TableOptions options = new TableOptions(formatVersion, List.of(), Map.of());
        TablePolicy policy = new TablePolicy(
                "orders",
                List.of(),
                Set.of(),
                options,
                TestTables.VARIANTS,
                ChangePolicies.DEFAULT,
                DeleteMode.EQUALITY);
        return new TableSetup(new TableIdentity("commerce", "orders"), List.of("id"), policy, ESTIMATE, false, true);
    }

    private void runUntil(ScriptedSource source, TableSetup table, long rows) throws InterruptedException {
        life.run(
                source,
                new Told() {
                    private long inserted;

                    @Override
                    public void checkpointed(String name, TableState state, Vgtid vgtid, ChangeCounts counts) {
                        inserted += counts.inserted();
                        if (inserted == rows) {
                            life.stop();
                        }
                    }
                },
                List.of(table));
    }

    /** The documents in the lake, by id. */
    private List<List<Object>> documents() {
        SortedMap<Object, List<Object>> rows = new TreeMap<>();
        try (LakeTables tables = ReplayedSync.lake(directory)) {
            PinnedRows.newest(tables.load("orders").orElseThrow())
                    .read((values, writtenAt) -> rows.put(values[0], List.of(values[1])));
        }
        return List.copyOf(rows.values());
    }

    private void run(ScriptedSource source, List<String> tables, MirrorListener listener) throws InterruptedException {
        life.run(
                source,
                listener,
                tables.stream().map(table -> TestTables.setup(table, ESTIMATE)).toList());
    }
}
