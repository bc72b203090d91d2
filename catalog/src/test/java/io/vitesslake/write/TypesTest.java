package io.vitesslake.write;

import static io.vitesslake.change.RowsFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.change.TableShape;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type as Iceberg's own reader sees it. */
class TypesTest {

    private static final TableShape SHAPE = new TableShape(
            List.of(
                    new Column("id", ColumnType.LONG, true),
                    new Column("i", ColumnType.INT, false),
                    new Column("l", ColumnType.LONG, false),
                    new Column("d9", ColumnType.decimal(9, 2), false),
                    new Column("d18", ColumnType.decimal(18, 0), false),
                    new Column("d20", ColumnType.decimal(20, 0), false),
                    new Column("d38", ColumnType.decimal(38, 10), false),
                    new Column("f", ColumnType.FLOAT, false),
                    new Column("g", ColumnType.DOUBLE, false),
                    new Column("day", ColumnType.DATE, false),
                    new Column("at", ColumnType.TIMESTAMP, false),
                    new Column("atz", ColumnType.TIMESTAMPTZ, false),
                    new Column("s", ColumnType.STRING, false),
                    new Column("b", ColumnType.BINARY, false),
                    new Column("time", ColumnType.TIME, false)),
            List.of("id"));

    private static final Object[] LOWEST = row(
            Long.MIN_VALUE,
            Integer.MIN_VALUE,
            Long.MIN_VALUE,
            new BigDecimal("-9999999.99"),
            new BigDecimal("-999999999999999999"),
            new BigDecimal("-99999999999999999999"),
            new BigDecimal("-9999999999999999999999999999.9999999999"),
            -Float.MAX_VALUE,
            -Double.MAX_VALUE,
            LocalDate.of(0, 1, 1),
            LocalDateTime.of(1000, 1, 1, 0, 0),
            Instant.parse("1970-01-01T00:00:01Z"),
            "",
            new byte[0],
            LocalTime.MIDNIGHT);

    private static final Object[] HIGHEST = row(
            Long.MAX_VALUE,
            Integer.MAX_VALUE,
            Long.MAX_VALUE,
            new BigDecimal("9999999.99"),
            new BigDecimal("999999999999999999"),
            new BigDecimal("18446744073709551615"),
            new BigDecimal("9999999999999999999999999999.9999999999"),
            Float.MAX_VALUE,
            Double.MAX_VALUE,
            LocalDate.of(9999, 12, 31),
            LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
            Instant.parse("2038-01-19T03:14:07.999999Z"),
            "zß水🍌",
            new byte[] {-1, 0, -128, 127},
            LocalTime.of(23, 59, 59, 999_999_000));

    private static final Object[] NOTHING = nothing(7);

    @TempDir
    Path dir;

    private ScratchLake lake;

    @BeforeEach
    void create() {
        lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private static Object[] nothing(long id) {
        Object[] row = new Object[SHAPE.columns().size()];
        row[0] = id;
        return row;
    }

    /** As Iceberg's generic reader gives the values. */
    private static List<Object> read(Object[] row) {
        Object[] values = row.clone();
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof byte[] bytes) {
                values[i] = ByteBuffer.wrap(bytes);
            } else if (values[i] instanceof Instant instant) {
                values[i] = instant.atOffset(ZoneOffset.UTC);
            }
        }
        return Arrays.asList(values);
    }

    @Test
    void lowestHighestAndNullOfEveryTypeComeBack() throws IOException {
        lake.apply(RowsFixture.of(SHAPE).insert(LOWEST).insert(HIGHEST).insert(NOTHING));
        assertThat(lake.scan()).containsExactlyInAnyOrder(read(LOWEST), read(HIGHEST), read(NOTHING));
    }

    @Test
    void negativeZeroNanAndInfinityKeepTheirBits() throws IOException {
        Object[] odd = nothing(1);
        odd[7] = Float.NaN;
        odd[8] = -0.0d;
        Object[] infinite = nothing(2);
        infinite[7] = Float.NEGATIVE_INFINITY;
        infinite[8] = Double.POSITIVE_INFINITY;
        lake.apply(RowsFixture.of(SHAPE).insert(odd).insert(infinite));
        assertThat(lake.scan()).containsExactlyInAnyOrder(read(odd), read(infinite));
    }

    @Test
    void wideDecimalsOfEveryByteLengthComeBack() throws IOException {
        RowsFixture batch = RowsFixture.of(SHAPE);
        List<List<Object>> expected = new ArrayList<>();
        BigDecimal value = new BigDecimal("0.0000000001");
        for (int i = 0; i < 37; i++) {
            for (BigDecimal signed : List.of(value, value.negate())) {
                Object[] row = nothing(expected.size());
                row[6] = signed.setScale(10);
                batch.insert(row);
                expected.add(read(row));
            }
            value = value.multiply(BigDecimal.TEN).stripTrailingZeros().setScale(10);
        }
        lake.apply(batch);
        assertThat(lake.scan()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void metricsOfAFileAreThoseOfItsRows() {
        Object[] nan = nothing(3);
        nan[7] = Float.NaN;
        nan[8] = Double.NaN;
        WrittenFiles files = lake.apply(RowsFixture.of(SHAPE)
                .insert(LOWEST)
                .insert(HIGHEST)
                .insert(NOTHING)
                .insert(nan));
        DataFile file = files.data().get(0);
        assertThat(file.recordCount()).isEqualTo(4);
        assertThat(file.sortOrderId())
                .satisfiesAnyOf(
                        id -> assertThat(id).isNull(), id -> assertThat(id).isZero());
        assertThat(file.splitOffsets()).containsExactly(4L);
        for (Column column : SHAPE.columns()) {
            int id = lake.table().iceberg().schema().findField(column.name()).fieldId();
            boolean floating = column.name().equals("f") || column.name().equals("g");
            assertThat(file.valueCounts()).containsEntry(id, 4L);
            assertThat(file.nullValueCounts()).containsEntry(id, column.name().equals("id") ? 0L : floating ? 1L : 2L);
            assertThat(file.columnSizes()).containsKey(id);
            if (floating) {
                assertThat(file.nanValueCounts()).containsEntry(id, 1L);
            }
        }
        for (String name : List.of("id", "i", "l", "d9", "d18", "d20", "d38", "f", "g")) {
            int id = lake.table().iceberg().schema().findField(name).fieldId();
            Type type = lake.table().iceberg().schema().findType(name);
            int index = SHAPE.indexOf(name);
            assertThat((Object)
                            Conversions.fromByteBuffer(type, file.lowerBounds().get(id)))
                    .isEqualTo(LOWEST[index]);
            assertThat((Object)
                            Conversions.fromByteBuffer(type, file.upperBounds().get(id)))
                    .isEqualTo(HIGHEST[index]);
        }
    }

    @Test
    void theSizeOfAFileIsItsSizeInStorage() throws IOException {
        WrittenFiles files = lake.apply(RowsFixture.of(SHAPE).insert(LOWEST));
        assertThat(files.data().get(0).fileSizeInBytes())
                .isEqualTo(lake.filesInStorage().get(0).toFile().length());
    }

    @Test
    void longKeysHaveWholeBounds() {
        TableShape text = new TableShape(List.of(new Column("k", ColumnType.STRING, true)), List.of("k"));
        String key = "a".repeat(100) + "z";
        try (ScratchLake other = new ScratchLake(dir.resolve("other"), text, WriteOptions.DEFAULT)) {
            WrittenFiles files = other.write(RowsFixture.of(text).update(row(key), row(key)));
            assertThat(files.data().get(0).upperBounds().get(1).remaining()).isEqualTo(101);
            assertThat(files.deletes().get(0).upperBounds().get(1).remaining()).isEqualTo(101);
        }
    }

    @Test
    void nullInARequiredColumnIsRefused() throws IOException {
        RowsFixture batch =
                RowsFixture.of(SHAPE).insert(new Object[SHAPE.columns().size()]);
        assertThatThrownBy(() -> lake.write(batch)).hasMessageContaining("Cannot write null to required column id");
        assertThat(lake.filesInStorage()).isEmpty();
    }

    @Test
    void aValueThatDoesNotFitIsRefusedRatherThanCut() throws IOException {
        Object[] tooLarge = nothing(1);
        tooLarge[1] = 1L << 32;
        assertThatThrownBy(() -> lake.write(RowsFixture.of(SHAPE).insert(tooLarge)))
                .isInstanceOf(ArithmeticException.class);
        assertThat(lake.filesInStorage()).isEmpty();
    }

    @Test
    void columnsAreMatchedByNameAndThoseTheSourceLacksAreNull() throws IOException {
        TableShape source = new TableShape(
                List.of(
                        new Column("s", ColumnType.STRING, false),
                        new Column("new", ColumnType.INT, false),
                        new Column("id", ColumnType.LONG, true)),
                List.of("id"));
        lake.apply(RowsFixture.of(SHAPE).insert(NOTHING));
        lake.apply(RowsFixture.of(source).insert("text", 5, 1L));
        List<List<Object>> rows = lake.scan();
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).subList(11, 16)).containsExactly(null, "text", null, null, 5);
        assertThat(rows.get(0).get(0)).isEqualTo(1L);
        assertThat(rows.get(1).subList(1, 16)).containsOnlyNulls();
    }
}
