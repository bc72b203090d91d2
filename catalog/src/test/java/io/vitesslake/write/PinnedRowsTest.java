package io.vitesslake.write;

import static io.vitesslake.change.RowsFixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.change.TableShape;
import io.vitesslake.tables.PinnedRows;
import io.vitesslake.tables.TableOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PinnedRowsTest {

    private static final TableShape SHAPE = new TableShape(
            List.of(
                    new Column("id", ColumnType.LONG, true),
                    new Column("region", ColumnType.STRING, false),
                    new Column("name", ColumnType.STRING, false)),
            List.of("id"));

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"2,", "2, region", "3, 'bucket(4, id)'"})
    void aRowIsAsOldAsTheSnapshotThatWroteIt(int version, String partitionBy) {
        List<String> fields = partitionBy == null ? List.of() : List.of(partitionBy);
        try (ScratchLake lake =
                new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT, new TableOptions(version, fields, Map.of()))) {
            lake.apply(RowsFixture.of(SHAPE)
                    .insert(row(1L, "eu", "anna"))
                    .insert(row(2L, null, null))
                    .insert(row(3L, "us", "carl")));
            lake.apply(RowsFixture.of(SHAPE).update(row(1L, "eu", "anna"), row(1L, "eu", "ada")));
            lake.apply(RowsFixture.of(SHAPE).delete(row(3L, "us", "carl")));
            PinnedRows rows = PinnedRows.newest(lake.table());
            assertThat(rows.sequenceNumber()).isEqualTo(3);
            assertThat(rows.shape()).isEqualTo(SHAPE);
            assertThat(read(rows))
                    .containsExactlyInAnyOrderEntriesOf(Map.of("[1, eu, ada]", 2L, "[2, null, null]", 1L));
        }
    }

    @ParameterizedTest
    @CsvSource({"2,", "2, region", "3, 'bucket(4, id)'"})
    void afterAnyChangesItsRowsAreThoseThatIcebergReads(int version, String partitionBy) throws IOException {
        List<String> fields = partitionBy == null ? List.of() : List.of(partitionBy);
        List<String> regions = List.of("eu", "us", "ap");
        Random random = new Random(7);
        Map<Long, Object[]> live = new HashMap<>();
        try (ScratchLake lake =
                new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT, new TableOptions(version, fields, Map.of()))) {
            for (int checkpoint = 0; checkpoint < 30; checkpoint++) {
                RowsFixture batch = RowsFixture.of(SHAPE);
                for (long id : random.longs(6, 0, 40).distinct().toArray()) {
                    Object[] before = live.remove(id);
                    Object[] after = row(id, regions.get(random.nextInt(3)), "at " + checkpoint);
                    if (before == null) {
                        batch.insert(after);
                        live.put(id, after);
                    } else if (random.nextBoolean()) {
                        batch.update(before, after);
                        live.put(id, after);
                    } else {
                        batch.delete(before);
                    }
                }
                lake.apply(batch);
            }
            List<String> expected = lake.scan().stream().map(List::toString).toList();
            assertThat(expected).hasSize(live.size());
            assertThat(read(PinnedRows.newest(lake.table())).keySet()).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void whatIsCommittedLaterIsNotSeen() {
        try (ScratchLake lake =
                new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT, new TableOptions(2, List.of(), Map.of()))) {
            lake.apply(RowsFixture.of(SHAPE).insert(row(1L, "eu", "anna")));
            PinnedRows rows = PinnedRows.newest(lake.table());
            lake.apply(RowsFixture.of(SHAPE).delete(row(1L, "eu", "anna")).insert(row(2L, "us", "bert")));
            assertThat(read(rows)).containsOnlyKeys("[1, eu, anna]");
        }
    }

    private static Map<String, Long> read(PinnedRows rows) {
        Map<String, Long> found = new TreeMap<>();
        rows.read((values, writtenAt) -> found.put(List.of(text(values)).toString(), writtenAt));
        return found;
    }

    private static Object[] text(Object[] values) {
        Object[] texts = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            texts[i] = String.valueOf(values[i]);
        }
        return texts;
    }
}
