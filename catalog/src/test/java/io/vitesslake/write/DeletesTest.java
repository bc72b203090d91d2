package io.vitesslake.write;

import static io.vitesslake.change.RowsFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.change.TableShape;
import io.vitesslake.tables.TableOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletes hide exactly their rows, whatever partition specs the table has or had. */
class DeletesTest {

    private static final TableShape SHAPE = new TableShape(
            List.of(
                    new Column("id", ColumnType.LONG, true),
                    new Column("region", ColumnType.STRING, false),
                    new Column("day", ColumnType.DATE, false),
                    new Column("name", ColumnType.STRING, false)),
            List.of("id"));
    private static final LocalDate MONDAY = LocalDate.of(2026, 1, 5);
    private static final Object[] ANNA = row(1L, "eu", MONDAY, "anna");
    private static final Object[] BERT = row(2L, "us", MONDAY.plusDays(1), "bert");
    private static final Object[] CARL = row(3L, null, null, "carl");

    @TempDir
    Path dir;

    private ScratchLake lake;

    @AfterEach
    void close() {
        lake.close();
    }

    private static Object[] named(Object[] row, String name) {
        return row(row[0], row[1], row[2], name);
    }

    private void assertNames(String... names) throws IOException {
        List<Object> found = new ArrayList<>();
        for (List<Object> row : lake.scan()) {
            found.add(row.get(3));
        }
        assertThat(found).containsExactlyInAnyOrder((Object[]) names);
    }

    @ParameterizedTest
    @CsvSource({
        "2,",
        "2, region",
        "2, day(day)",
        "2, 'bucket(4, id)'",
        "2, 'truncate(1, name)'",
        "3,",
        "3, region",
        "3, 'bucket(4, region)'"
    })
    void updatesAndDeletesHideTheOlderRows(int version, String partitionBy) throws IOException {
        List<String> fields = partitionBy == null ? List.of() : List.of(partitionBy);
        lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT, new TableOptions(version, fields, Map.of()));
        lake.apply(RowsFixture.of(SHAPE).insert(ANNA).insert(BERT).insert(CARL));
        assertNames("anna", "bert", "carl");

        WrittenFiles files = lake.apply(RowsFixture.of(SHAPE)
                .update(ANNA, named(ANNA, "ada"))
                .update(CARL, named(CARL, "cora"))
                .delete(BERT));
        assertNames("ada", "cora");
        assertThat(files.counts()).isEqualTo(new ChangeCounts(0, 2, 1));

        lake.apply(RowsFixture.of(SHAPE).delete(named(CARL, "cora")).insert(BERT));
        assertNames("ada", "bert");
    }

    @Test
    void aRowMovesFromOnePartitionToAnother() throws IOException {
        lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT, "region", "month(day)");
        lake.apply(RowsFixture.of(SHAPE).insert(ANNA));
        Object[] moved = row(1L, "us", MONDAY.plusMonths(1), "anna in us");
        lake.apply(RowsFixture.of(SHAPE).update(ANNA, moved));
        assertNames("anna in us");
        Object[] nowhere = row(1L, null, null, "anna nowhere");
        lake.apply(RowsFixture.of(SHAPE).update(moved, nowhere));
        assertNames("anna nowhere");
        lake.apply(RowsFixture.of(SHAPE).delete(nowhere));
        assertNames();
    }

    @Test
    void aTableThatBecamePartitionedGetsOneGlobalDelete() throws IOException {
        lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT);
        lake.apply(RowsFixture.of(SHAPE).insert(ANNA).insert(CARL));
        lake.table().iceberg().updateSpec().addField("region").commit();
        lake.apply(RowsFixture.of(SHAPE).insert(BERT));

        WrittenFiles files = lake.apply(RowsFixture.of(SHAPE).delete(ANNA).update(BERT, named(BERT, "bea")));
        assertNames("bea", "carl");
        assertThat(files.deletes()).hasSize(1);
        assertThat(files.deletes().get(0).specId()).isZero();
        assertThat(files.data().get(0).specId()).isEqualTo(1);
    }

    @Test
    void rowsUnderEveryLiveSpecAreReached() throws IOException {
        lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT, "region");
        lake.apply(RowsFixture.of(SHAPE).insert(ANNA));
        lake.table()
                .iceberg()
                .updateSpec()
                .removeField("region")
                .addField(Expressions.day("day"))
                .commit();
        lake.apply(RowsFixture.of(SHAPE).insert(BERT).insert(CARL));

        WrittenFiles files = lake.apply(RowsFixture.of(SHAPE)
                .update(ANNA, named(ANNA, "ada"))
                .update(BERT, named(BERT, "bea"))
                .delete(CARL));
        assertNames("ada", "bea");
        assertThat(specsOf(files)).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void aSpecWithoutLiveFilesGetsNoDeletes() throws IOException {
        lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT, "region");
        lake.table()
                .iceberg()
                .updateSpec()
                .removeField("region")
                .addField("day")
                .commit();
        lake.apply(RowsFixture.of(SHAPE).insert(ANNA));
        WrittenFiles files = lake.apply(RowsFixture.of(SHAPE).delete(ANNA));
        assertNames();
        assertThat(specsOf(files)).containsExactly(1);
    }

    @Test
    void aSnapshotThatOthersHaveExpiredSinceTheTableWasLoadedHoldsNoDeleteUp() throws IOException {
        lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT, "region");
        lake.apply(RowsFixture.of(SHAPE).insert(ANNA).insert(BERT));
        Table others = lake.loadedAnew();
        others.newAppend().commit();
        others.expireSnapshots().expireOlderThan(Long.MAX_VALUE).commit();
        lake.apply(RowsFixture.of(SHAPE).delete(ANNA));
        assertNames("bert");
    }

    @Test
    void aSpecThatGetsFilesMeanwhileIsNoticed() {
        lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT, "region");
        lake.apply(RowsFixture.of(SHAPE).insert(ANNA));
        WrittenFiles files = lake.write(RowsFixture.of(SHAPE).delete(ANNA));
        assertThat(files.deletesHoldOn(lake.table().iceberg(), "main")).isTrue();
        lake.table()
                .iceberg()
                .updateSpec()
                .removeField("region")
                .addField("day")
                .commit();
        lake.apply(RowsFixture.of(SHAPE).insert(BERT));
        assertThat(files.deletesHoldOn(lake.table().iceberg(), "main")).isFalse();
        assertThat(lake.write(RowsFixture.of(SHAPE).insert(CARL))
                        .deletesHoldOn(lake.table().iceberg(), "main"))
                .isTrue();
    }

    @Test
    void aDeleteThatCannotBeRoutedIsRefused() throws IOException {
        lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT, "region");
        lake.apply(RowsFixture.of(SHAPE).insert(ANNA));
        TableShape withoutRegion =
                new TableShape(List.of(SHAPE.columns().get(0), SHAPE.columns().get(3)), SHAPE.key());
        assertThatThrownBy(() -> lake.write(RowsFixture.of(withoutRegion).delete(1L, "anna")))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo("unreachable-rows"))
                .hasMessageContaining("derived from column region")
                .hasMessageContaining("copy the table again");
        lake.apply(RowsFixture.of(withoutRegion).insert(2L, "bert"));
        assertNames("anna", "bert");
    }

    @Test
    void everyKeyTypeDeletesItsRow() throws IOException {
        TableShape keys = new TableShape(
                List.of(
                        new Column("i", ColumnType.INT, true),
                        new Column("d", ColumnType.decimal(20, 0), true),
                        new Column("e", ColumnType.decimal(10, 2), true),
                        new Column("day", ColumnType.DATE, true),
                        new Column("at", ColumnType.TIMESTAMP, true),
                        new Column("s", ColumnType.STRING, true),
                        new Column("b", ColumnType.BINARY, true),
                        new Column("time", ColumnType.TIME, true)),
                List.of("b", "s", "i", "d", "e", "day", "at", "time"));
        lake = new ScratchLake(dir, keys, WriteOptions.DEFAULT, "bucket(3, d)", "b", "truncate(2, s)");
        Object[] first = row(
                -1,
                new java.math.BigDecimal("18446744073709551615"),
                new java.math.BigDecimal("1.50"),
                MONDAY,
                MONDAY.atTime(1, 2, 3, 4000),
                "🍌🍌🍌",
                new byte[] {0, -1},
                LocalTime.of(23, 59, 59, 999_999_000));
        Object[] second = first.clone();
        second[5] = "🍌🍌🍌 ";
        lake.apply(RowsFixture.of(keys).insert(first).insert(second));
        lake.apply(RowsFixture.of(keys).delete(first));
        assertThat(lake.scan()).hasSize(1);
        assertThat(lake.scan().get(0)).contains("🍌🍌🍌 ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void manyPartitionsWithFewOpenFilesLoseNoRow(int blockRows) throws IOException {
        lake = new ScratchLake(dir, SHAPE, new WriteOptions(1 << 20, 1 << 20, 2), "region");
        RowsFixture inserts = RowsFixture.of(SHAPE, blockRows);
        RowsFixture changes = RowsFixture.of(SHAPE, blockRows);
        Set<List<Object>> expected = new HashSet<>();
        for (long id = 0; id < 24; id++) {
            Object[] before = row(id, "r" + id * 31 % 5, MONDAY, "n" + id);
            inserts.insert(before);
            if (id % 3 == 0) {
                changes.delete(before);
            } else if (id % 3 == 1) {
                Object[] after = row(id, "r" + id % 7, MONDAY, "m" + id);
                changes.update(before, after);
                expected.add(List.of(after));
            } else {
                expected.add(List.of(before));
            }
        }
        lake.apply(inserts);
        lake.apply(changes);
        assertThat(lake.scan()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aBatchWithoutDeletesHasNoDeleteFileAndOneWithoutRowsNoDataFile() throws IOException {
        lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT);
        assertThat(lake.apply(RowsFixture.of(SHAPE).insert(ANNA)).deletes()).isEmpty();
        assertThat(lake.apply(RowsFixture.of(SHAPE).delete(ANNA)).data()).isEmpty();
        WrittenFiles empty = lake.write(RowsFixture.of(SHAPE));
        assertThat(empty.data()).isEmpty();
        assertThat(empty.deletes()).isEmpty();
        assertThat(lake.filesInStorage()).hasSize(2);
    }

    @Test
    void deleteFilesHoldTheKeyColumnsAlone() throws IOException {
        lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT);
        lake.apply(RowsFixture.of(SHAPE).insert(ANNA));
        DeleteFile file =
                lake.apply(RowsFixture.of(SHAPE).update(ANNA, ANNA)).deletes().get(0);
        assertThat(file.equalityFieldIds()).containsExactly(1);
        assertThat(file.valueCounts()).containsOnlyKeys(1);
        assertThat(file.recordCount()).isEqualTo(1);
        try (CloseableIterable<FileScanTask> tasks =
                lake.table().iceberg().newScan().planFiles()) {
            assertThat(tasks).anySatisfy(task -> assertThat(task.deletes()).hasSize(1));
        }
    }

    private static Set<Integer> specsOf(WrittenFiles files) {
        Set<Integer> specs = new HashSet<>();
        files.deletes().forEach(file -> specs.add(file.specId()));
        return specs;
    }
}
