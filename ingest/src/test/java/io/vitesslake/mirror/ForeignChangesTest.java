package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.ddl.ChangePolicies.OnForeignChange;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.source.Vgtid;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.tables.TableOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the loop does when others change the lake under it: over a scripted source and a lake on disk. */
@Timeout(120)
final class ForeignChangesTest {

    private static final long ESTIMATE = 10;
    private static final TableSetup WARNING = TestTables.setup("orders", ESTIMATE);

    @TempDir
    private Path directory;

    private ScriptedRun life;
    private int gtid = 10;
    private long before;

    @BeforeEach
    void prepare() {
        life = new ScriptedRun(directory);
    }

    @Test
    void whatOthersChangedIsToldOnceAndStandsUntilTheTableIsCopiedAgain() throws InterruptedException {
        ScriptedSource source = new ScriptedSource(ForeignChangesTest::copyThree);
        List<String> told = new ArrayList<>();
        run(source, new Told() {
            private int checkpoints;

            @Override
            public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
                checkpoints++;
                if (checkpoints == 1) {
                    deleteAllByOthers();
                }
                insertOne(source);
                if (checkpoints == 4) {
                    life.stop();
                }
            }

            @Override
            public void foreignChanges(String table, List<String> changes) {
                told.add(table + ": " + changes);
            }
        });
        assertThat(told).singleElement().asString().startsWith("orders: [delete (snapshot ");
        assertThat(standing()).hasSize(1);

        request("orders");
        ScriptedSource newer = new ScriptedSource(stream -> copyThree(stream, 100));
        run(newer, new Told() {
            @Override
            public void recopied(String table) {
                life.stop();
            }
        });
        assertThat(standing()).isEmpty();
    }

    @Test
    void aTableThatHaltsWhenOthersChangeItStaysStoppedUntilItIsCopiedAgain() throws InterruptedException {
        TableSetup halting = halting();
        ScriptedSource source = new ScriptedSource(ForeignChangesTest::copyThree);
        Halts first = new Halts(() -> {
            deleteAllByOthers();
            insertOne(source);
        });
        life.run(source, first, List.of(halting));
        assertThat(first.errors).singleElement().satisfies(error -> {
            assertThat(error.reason()).isEqualTo("foreign-change");
            assertThat(error.getMessage())
                    .contains(
                            "commerce.orders",
                            "delete (snapshot ",
                            "recopy orders",
                            "roll the lake table back",
                            "warn");
        });

        Halts second = new Halts(() -> {});
        life.run(source, second, List.of(halting));
        assertThat(second.errors).extracting(CodedException::reason).containsExactly("foreign-change");
        assertThat(source.opened).as("streams").hasSize(1);

        request("orders");
        Halts third = new Halts(() -> {});
        life.run(source, third, List.of(halting));
        assertThat(third.recopied).isTrue();
        assertThat(standing()).isEmpty();
    }

    @Test
    void aTableThatHaltedGoesOnFromACheckpointBeforeTheChange() throws InterruptedException {
        ScriptedSource source = new ScriptedSource(ForeignChangesTest::copyThree);
        Halts first = new Halts(() -> {
            before = current();
            deleteAllByOthers();
            insertOne(source);
        });
        life.run(source, first, List.of(halting()));
        assertThat(first.errors).hasSize(1);

        rollbackTo(before);
        Halts second = new Halts(life::stop);
        ScriptedSource goesOn = new ScriptedSource(stream -> stream.send(ScriptedSource.inserted(
                "orders", 11, 11, ScriptedRun.CLOCK.instant().getEpochSecond())));
        life.run(goesOn, second, List.of(halting()));

        assertThat(second.errors).isEmpty();
        assertThat(standing()).isEmpty();
    }

    @Test
    void aLakeTableThatIsDroppedEndsTheRunAndTheNextOneCopiesItAnew() throws InterruptedException {
        ScriptedSource source = new ScriptedSource(ForeignChangesTest::copyThree);
        Halts dropping = new Halts(() -> {
            drop();
            insertOne(source);
        });
        assertThatThrownBy(() -> life.run(source, dropping, List.of(WARNING)))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("table-missing"))
                .hasMessageContaining("start again to copy the table anew");

        List<Long> inserted = new ArrayList<>();
        run(source, new Told() {
            @Override
            public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
                inserted.add(counts.inserted());
                life.stop();
            }
        });
        assertThat(inserted).containsExactly(3L);
    }

    /** Does something after the first checkpoint of a running table, and stops when it has been copied again. */
    private final class Halts extends Told {

        private final List<CodedException> errors = new ArrayList<>();
        private Runnable atFirst;
        private boolean recopied;

        Halts(Runnable atFirst) {
            this.atFirst = atFirst;
        }

        @Override
        public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
            atFirst.run();
            atFirst = () -> {};
        }

        @Override
        public void tableStopped(String table, CodedException error) {
            errors.add(error);
        }

        @Override
        public void recopied(String table) {
            recopied = true;
            life.stop();
        }
    }

    private static TableSetup halting() {
        ChangePolicies usual = ChangePolicies.DEFAULT;
        ChangePolicies halting = new ChangePolicies(
                usual.onTruncate(),
                usual.onIncompatibleSchema(),
                usual.dropColumn(),
                usual.onPartialImage(),
                usual.onPurgedBinlog(),
                usual.addColumnDefault(),
                OnForeignChange.HALT);
        TablePolicy policy = new TablePolicy(
                "orders",
                List.of(),
                Set.of(),
                TableOptions.DEFAULT,
                ValuePolicies.DEFAULT,
                halting,
                DeleteMode.EQUALITY);
        return new TableSetup(new TableIdentity("commerce", "orders"), List.of("id"), policy, ESTIMATE, false, true);
    }

    private static void copyThree(ScriptedSource.Opened stream) {
        copyThree(stream, 5);
    }

    private static void copyThree(ScriptedSource.Opened stream, int gtid) {
        if (stream.request.start().isCopying("orders")) {
            stream.send(ScriptedSource.copied("orders", 0, 3, ScriptedSource.at(gtid)));
        }
    }

    private void insertOne(ScriptedSource source) {
        gtid++;
        source.opened
                .get(source.opened.size() - 1)
                .send(ScriptedSource.inserted(
                        "orders", gtid, gtid, ScriptedRun.CLOCK.instant().getEpochSecond()));
    }

    private void deleteAllByOthers() {
        try (LakeTables tables = ReplayedSync.lake(directory)) {
            tables.load("orders")
                    .orElseThrow()
                    .iceberg()
                    .newDelete()
                    .deleteFromRowFilter(Expressions.alwaysTrue())
                    .commit();
        }
    }

    private void drop() {
        Map<String, String> properties = Map.of(
                "type",
                "jdbc",
                "uri",
                "jdbc:sqlite:" + directory.resolve("lake.db"),
                "warehouse",
                directory.resolve("warehouse").toString());
        CatalogUtil.buildIcebergCatalog("lake", properties, null)
                .dropTable(TableIdentifier.of("commerce", "orders"), false);
    }

    private void request(String table) {
        try (LakeTables tables = ReplayedSync.lake(directory)) {
            ReplayedSync.lake(tables).requests().recopy(tables.load(table).orElseThrow(), UUID.randomUUID());
        }
    }

    private List<ForeignChange> standing() {
        try (LakeTables tables = ReplayedSync.lake(directory)) {
            MirrorLake lake = ReplayedSync.lake(tables);
            return lake.reader()
                    .newest(tables.load("orders").orElseThrow())
                    .orElseThrow()
                    .foreignChanges();
        }
    }

    private long current() {
        try (LakeTables tables = ReplayedSync.lake(directory)) {
            return tables.load("orders")
                    .orElseThrow()
                    .iceberg()
                    .currentSnapshot()
                    .snapshotId();
        }
    }

    private void rollbackTo(long snapshot) {
        try (LakeTables tables = ReplayedSync.lake(directory)) {
            tables.load("orders")
                    .orElseThrow()
                    .iceberg()
                    .manageSnapshots()
                    .setCurrentSnapshot(snapshot)
                    .commit();
        }
    }

    private void run(ScriptedSource source, MirrorListener listener) throws InterruptedException {
        life.run(source, listener, List.of(WARNING));
    }
}
