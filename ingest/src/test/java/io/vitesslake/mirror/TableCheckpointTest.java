package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableShape;
import io.vitesslake.commit.Placement;
import io.vitesslake.decode.ChangeBytes;
import io.vitesslake.decode.LossCounts;
import io.vitesslake.decode.RowFormat;
import io.vitesslake.decode.ValueLosses.Kind;
import io.vitesslake.decode.ValueLosses.Loss;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.source.TableComments;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.tables.TableOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a checkpoint says of the values that were lost in it, and how it outlasts a lake that is away; a lake on disk. */
final class TableCheckpointTest {

    private static final List<SourceColumn> COLUMNS = List.of(
            ChangeBytes.column("id", ChangeBytes.INT64, "bigint", true),
            ChangeBytes.column("day", 2062, "date", false));
    private static final String ZERO = "0000-00-00";
    private static final String DAY = "2024-02-29";

    @TempDir
    private Path directory;

    private LakePatience patience;
    private Instant now = Instant.EPOCH;
    private Instant back = Instant.MAX;
    private Optional<Connection> lock = Optional.empty();
    private LakeTables lake;
    private TableSync table;
    private boolean silent;
    private int questions;
    private int key;

    @BeforeEach
    void open() {
        patience = new LakePatience(Duration.ofMinutes(15), () -> now, new Random(1), this::pass);
        lake = ReplayedSync.lake(directory, "?busy_timeout=1");
        table = new TestTables(directory).fresh("orders", 10);
        table.serve(ScriptedSource.copying("orders", 5, 1), () -> ScriptedSource.at(5));
        table.fields(ScriptedSource.SHARD, new ToldColumns(COLUMNS, Instant.EPOCH));
    }

    @AfterEach
    void close() {
        unlock();
        table.buffered().discard();
        lake.close();
    }

    @Test
    void lossesAddUpOverCheckpointsAndBeginAgainWithANewCopy() {
        take(ZERO, DAY, "2024-00-10");
        assertThat(save(() -> {})).isEqualTo(zeroDates(2));
        take(ZERO);
        assertThat(save(() -> {})).isEqualTo(zeroDates(3));
        take(DAY);
        assertThat(save(() -> {})).as("nothing new").isEqualTo(zeroDates(3));

        table.copyAnew("its key changed", table.setup());
        table.serve(ScriptedSource.copying("orders", 5, 1), () -> ScriptedSource.at(5));
        table.fields(ScriptedSource.SHARD, new ToldColumns(COLUMNS, Instant.EPOCH));
        take(DAY);
        assertThat(save(() -> {})).isEqualTo(LossCounts.NONE);
    }

    @Test
    void filesThatAreDiscardedAndWrittenAgainCountTheirLossesOnce() {
        TableShape narrow = new TableShape(List.of(new Column("id", ColumnType.LONG, true)), List.of("id"));
        lake.create("orders", narrow, TableOptions.DEFAULT);
        take(ZERO, ZERO);
        AtomicInteger written = new AtomicInteger();
        LossCounts saved = save(() -> {
            if (written.getAndIncrement() == 0) {
                addColumn("theirs");
            }
        });
        assertThat(written).as("the id meant for the column is taken").hasValue(2);
        assertThat(saved).isEqualTo(zeroDates(2));
    }

    @Test
    void aCatalogThatIsAwayWhenTheTableIsCreatedIsWaitedFor() {
        take(ZERO, DAY);
        lockFor(Duration.ofMinutes(10));
        assertThat(save(() -> {})).isEqualTo(zeroDates(1));
        assertThat(now).isAfterOrEqualTo(back);
        assertThat(snapshots()).hasSize(1);
        assertThat(questions).as("the source is not asked with every try").isEqualTo(1);
    }

    @Test
    void aCatalogThatIsAwayWhenTheCheckpointIsCommittedIsWaitedFor() {
        take(ZERO, DAY);
        AtomicInteger written = new AtomicInteger();
        assertThat(save(() -> {
                    written.incrementAndGet();
                    lockFor(Duration.ofMinutes(10));
                }))
                .isEqualTo(zeroDates(1));
        assertThat(now).isAfterOrEqualTo(back);
        assertThat(snapshots()).hasSize(1);
        assertThat(written).as("files are good for every try").hasValue(1);
    }

    @Test
    void aCatalogThatIsAwayWhenItIsAskedWhereTheTableStandsIsWaitedFor() {
        take(DAY);
        save(() -> {});
        lockFor(Duration.ofMinutes(10));
        Resume resume = new Resume(ReplayedSync.lake(lake), ThreadPools.daemons(), patience);
        Resume.Found found = resume.read(List.of(table.setup())).found().get(table.table());
        assertThat(found.state().orElseThrow().saved().map(SavedCursor::checkpointId))
                .isEqualTo(table.saved().map(SavedCursor::checkpointId));
        assertThat(now).isAfterOrEqualTo(back);
    }

    @Test
    void aCatalogThatStaysAwayForSixteenMinutesIsGivenUp() {
        take(DAY);
        assertThatThrownBy(() -> save(() -> lockFor(Duration.ofMinutes(16))))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LAKE))
                .hasMessageContainingAll("Cannot commit to lake table orders", "checkpoint.retry-for", "SQLITE_BUSY");
    }

    private void pass(Duration time) {
        now = now.plus(time);
        if (!now.isBefore(back)) {
            unlock();
        }
    }

    private void lockFor(Duration time) {
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("lake.db"));
            lock = Optional.of(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
            }
            back = now.plus(time);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void unlock() {
        lock.ifPresent(connection -> {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        lock = Optional.empty();
    }

    private Iterable<Snapshot> snapshots() {
        return lake.load("orders").orElseThrow().iceberg().snapshots();
    }

    private void addColumn(String name) {
        lake.load("orders")
                .orElseThrow()
                .iceberg()
                .updateSchema()
                .addColumn(name, Types.LongType.get())
                .commit();
    }

    private static LossCounts zeroDates(long count) {
        return new LossCounts(List.of(new Loss("day", Kind.ZERO_DATE, count)));
    }

    private void take(String... days) {
        RowFormat format = table.columns().format(ScriptedSource.SHARD);
        for (String day : days) {
            byte[] row = ChangeBytes.insert(key++, day);
            table.fold(format, true, false, row, 0, row.length);
        }
    }

    private TableComments comments(String name) {
        questions++;
        if (silent) {
            throw new CodedException(ErrorCode.SOURCE, "no-tablet", "Cannot ask VTGate: planned.");
        }
        return new TableComments("What " + name + " are", Map.of("day", "of the order, UTC"));
    }

    @Test
    void aLakeTableIsCreatedWithTheCommentsOfItsSource() {
        take("2024-01-01");
        save(() -> {});
        Table created = lake.load("orders").orElseThrow().iceberg();
        assertThat(created.properties()).containsEntry("comment", "What orders are");
        assertThat(created.schema().findField("day").doc()).isEqualTo("of the order, UTC");
        assertThat(created.schema().findField("id").doc()).isNull();
        take("2024-01-02");
        save(() -> {});
        assertThat(lake.load("orders").orElseThrow().iceberg().schemas()).hasSize(1);
    }

    @Test
    void aSourceThatDoesNotTellCommentsHoldsNothingUp() {
        silent = true;
        take("2024-01-01");
        save(() -> {});
        assertThat(lake.load("orders").orElseThrow().iceberg().properties()).doesNotContainKey("comment");
    }

    private LossCounts save(Runnable beforeCommit) {
        TableCut cut = table.cut();
        TableCreation creation = new TableCreation(lake, this::comments, patience);
        TableResult.Saved saved =
                (TableResult.Saved) new TableCheckpoint(ReplayedSync.lake(lake, this::pass), creation, patience)
                        .saveAll(UUID.randomUUID(), List.of(cut), beforeCommit)
                        .get(0);
        table.saved(saved.lake(), saved.saved(), Placement.MAIN);
        return saved.saved().cursor().losses();
    }
}
