package io.vitesslake.write;

import static io.vitesslake.change.RowsFixture.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.change.TableShape;
import io.vitesslake.tables.PinnedRows;
import io.vitesslake.tables.TableOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.variants.PhysicalType;
import org.apache.iceberg.variants.Variant;
import org.apache.iceberg.variants.VariantObject;
import org.apache.iceberg.variants.VariantPrimitive;
import org.apache.iceberg.variants.VariantValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON documents as variants, as Iceberg's own reader sees them. */
class VariantsTest {

    private static final TableShape SHAPE = new TableShape(
            List.of(
                    new Column("before", ColumnType.DOUBLE, false),
                    new Column("j", ColumnType.VARIANT, false),
                    new Column("id", ColumnType.LONG, true),
                    new Column("k", ColumnType.VARIANT, false),
                    new Column("after", ColumnType.STRING, false)),
            List.of("id"));
    private static final String DEEPEST = "[".repeat(100) + "1" + "]".repeat(100);
    private static final String NESTED_OBJECTS = "{\"a\":".repeat(99) + "{}" + "}".repeat(99);

    @TempDir
    Path dir;

    private ScratchLake lake;

    @BeforeEach
    void create() {
        lake = new ScratchLake(dir, SHAPE, WriteOptions.DEFAULT, new TableOptions(3, List.of(), Map.of()));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    /** The documents as they are read again, printed as JSON with keys in the order of the variant. */
    private List<String> roundTrip(List<String> documents) {
        RowsFixture batch = RowsFixture.of(SHAPE);
        for (int i = 0; i < documents.size(); i++) {
            batch.insert(1.5, documents.get(i), (long) i, null, "x");
        }
        lake.apply(batch);
        List<String> found = new ArrayList<>();
        PinnedRows.newest(lake.table()).read((values, writtenAt) -> found.add((String) values[1]));
        return found;
    }

    private VariantValue value(String document) throws IOException {
        lake.apply(RowsFixture.of(SHAPE).insert(null, document, 1L, null, null));
        return ((Variant) lake.scan().get(0).get(1)).value();
    }

    @Test
    void everyKindOfValueComesBack() {
        List<String> documents = List.of(
                "null",
                "true",
                "false",
                "\"\"",
                "\"zß水🍌\"",
                "\"" + "x".repeat(64) + "\"",
                "\"" + "é".repeat(70_000) + "\"",
                "\"\\\"\\\\\\u0000\\u001f\"",
                "0",
                "1.50",
                "[]",
                "{}",
                "[[],{},[null]]",
                "{\"\":0,\"a\":{\"a\":[{\"b\":null}]},\"b\":[1,\"2\",true],\"é\":{},\"水\":-1}",
                DEEPEST,
                NESTED_OBJECTS);
        assertThat(roundTrip(documents)).isEqualTo(documents);
    }

    @Test
    void aDocumentOfManyKeysAndItemsComesBack() {
        String object = IntStream.range(0, 1000)
                .mapToObj(i -> "\"key" + (1000 + i) + "\":" + i)
                .collect(Collectors.joining(",", "{", "}"));
        String array =
                IntStream.range(0, 70_000).mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
        assertThat(roundTrip(List.of(object, array))).containsExactly(object, array);
    }

    @Test
    void theSameDocumentIsTheSameBytesHoweverItIsPrinted() throws IOException {
        String mysql =
                "{\"b\": 1, \"aa\": [true, null, \"é\", 1.5], \"c/d\": {\"y\": \"\\t\", \"x\": 1e20}, \"🍌\": \"🍌\"}";
        String vstream =
                "{\"aa\":[true,null,\"\\u00e9\",1.5],\"b\":1,\"c\\/d\":{\"x\":1e20,\"y\":\"\\u0009\"},\"\\ud83c\\udf4c\":\"\\uD83C\\uDF4C\"}";
        lake.apply(RowsFixture.of(SHAPE).insert(null, mysql, 1L, vstream, null));
        List<Object> read = lake.scan().get(0);
        assertThat(bytes(read.get(1))).isEqualTo(bytes(read.get(3)));
    }

    private static List<ByteBuffer> bytes(Object variant) {
        Variant read = (Variant) variant;
        ByteBuffer metadata = ByteBuffer.allocate(read.metadata().sizeInBytes()).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer value = ByteBuffer.allocate(read.value().sizeInBytes()).order(ByteOrder.LITTLE_ENDIAN);
        read.metadata().writeTo(metadata, 0);
        read.value().writeTo(value, 0);
        return List.of(metadata, value);
    }

    @ParameterizedTest
    @CsvSource({
        "0, INT8",
        "-128, INT8",
        "127, INT8",
        "128, INT16",
        "-32768, INT16",
        "32768, INT32",
        "-2147483648, INT32",
        "2147483648, INT64",
        "9223372036854775807, INT64",
        "-9223372036854775808, INT64",
        "9223372036854775808, DECIMAL16",
        "18446744073709551615, DECIMAL16",
        "-99999999999999999999999999999999999999, DECIMAL16",
        "1.0, DECIMAL4",
        "-0.1, DECIMAL4",
        "1.50, DECIMAL4",
        "0.999999999, DECIMAL4",
        "0.0000000001, DECIMAL8",
        "99999999.99, DECIMAL8",
        "0.000000000000000001, DECIMAL8",
        "0.0000000000000000001, DECIMAL16",
        "0.00000000000000000000000000000000000001, DECIMAL16",
        "123456789012345678.90123456789012345678, DECIMAL16"
    })
    void aNumberWithoutExponentIsTheLeastTypeThatHoldsIt(String text, PhysicalType type) throws IOException {
        VariantPrimitive<?> number = value(text).asPrimitive();
        assertThat(number.type()).isEqualTo(type);
        assertThat(new BigDecimal(number.get().toString())).isEqualTo(new BigDecimal(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0.10000000000000000000000000000000000000000, 0.1",
        "10000000000000000000000000000000000000.0000000, 10000000000000000000000000000000000000",
        "0.0000000000000000000000000000000000000000, 0"
    })
    void aDecimalOfMoreDigitsThanFitLosesItsLastZerosOnly(String text, BigDecimal expected) throws IOException {
        VariantPrimitive<?> number = value(text).asPrimitive();
        assertThat(number.get()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1e20, 1e20",
        "1E+20, 1e20",
        "-1.7976931348623157e308, -1.7976931348623157e308",
        "5e-324, 5e-324",
        "1.2345678901234567e19, 1.2345678901234567e19",
        "0e0, 0",
        "-0.0, -0.0",
        "1361129467683753853853498429727072845824, 0x1p130"
    })
    void aNumberThatADoubleAloneHoldsIsADouble(String text, double expected) throws IOException {
        VariantPrimitive<?> number = value(text).asPrimitive();
        assertThat(number.type()).isEqualTo(PhysicalType.DOUBLE);
        assertThat(number.get()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100000000000000000000000000000000000001e1",
                "999999999999999999999999999999999999999",
                "0.000000000000000000000000000000000000001",
                "1e400",
                "-1e-400",
                "1e99999999999",
                "{\"a\": [1.00000000000000000000000000000000000000001]}"
            })
    void aNumberThatNothingHoldsExactlyStopsTheTableAndIsNeverRounded(String text) throws IOException {
        assertRefused(text, "a number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".5",
                "01",
                "NaN",
                "[1,]",
                "[1",
                "{\"a\": 1, \"a\": 2}",
                "\"base64:type15:AQ==\", \"b\": 1}",
                "\"base64:type15:AQ==\"]",
                "1 2",
                "\"\\ud83c\"",
                "{\"\\udf4c\": 1}",
                "\"a\nb\""
            })
    void whatIsNoDocumentStopsTheTable(String text) throws IOException {
        assertRefused(text, "");
    }

    @Test
    void bytesThatAreNoUtf8StopTheTable() throws IOException {
        assertRefused(new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}, "no UTF-8");
    }

    private void assertRefused(Object document, String why) throws IOException {
        RowsFixture batch =
                RowsFixture.of(SHAPE).insert(null, "1", 1L, null, null).insert(null, document, 2L, null, null);
        assertThatThrownBy(() -> lake.write(batch))
                .hasMessageStartingWith("Cannot write to ")
                .hasMessageContaining("items column j as a variant: " + why)
                .hasMessageContaining("json-as: string")
                .isInstanceOfSatisfying(CodedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.SOURCE);
                    assertThat(e.reason()).isEqualTo("invalid-value");
                });
        assertThat(lake.filesInStorage()).isEmpty();
    }

    @Test
    void nullIsNoVariantAndJsonNullIsOne() throws IOException {
        lake.apply(RowsFixture.of(SHAPE).insert(1.0, null, 1L, "null", "x").insert(null, "null", 2L, null, "y"));
        List<List<Object>> rows = lake.scan();
        assertThat(rows).hasSize(2);
        for (List<Object> row : rows) {
            boolean first = row.get(2).equals(1L);
            assertThat(row.get(first ? 1 : 3)).isNull();
            assertThat(((Variant) row.get(first ? 3 : 1)).value().type()).isEqualTo(PhysicalType.NULL);
            assertThat(row.get(4)).isEqualTo(first ? "x" : "y");
        }
    }

    @Test
    void aVariantThatTheSourceLacksIsNullAndOneThatComesIsAdded() throws IOException {
        TableShape without = new TableShape(
                List.of(new Column("id", ColumnType.LONG, true), new Column("m", ColumnType.VARIANT, false)),
                List.of("id"));
        lake.apply(RowsFixture.of(SHAPE).insert(null, "[1]", 1L, null, null));
        lake.apply(RowsFixture.of(without).insert(2L, "{\"a\": 2}"));
        List<List<Object>> rows = lake.scan();
        List<Object> newer = rows.get(rows.get(0).get(2).equals(2L) ? 0 : 1);
        List<Object> older = rows.get(rows.get(0).get(2).equals(2L) ? 1 : 0);
        assertThat(newer.subList(0, 5)).containsExactly(null, null, 2L, null, null);
        VariantObject added = ((Variant) newer.get(5)).value().asObject();
        assertThat(added.get("a").asPrimitive().get()).isEqualTo((byte) 2);
        assertThat(older.get(5)).isNull();
    }

    @Test
    void aDeleteHasTheKeyAlone() throws IOException {
        lake.apply(RowsFixture.of(SHAPE).insert(null, "[1]", 1L, null, null).insert(null, "[2]", 2L, null, null));
        WrittenFiles files = lake.apply(RowsFixture.of(SHAPE)
                .update(row(null, "[1]", 1L, null, null), row(null, "[3]", 1L, null, null))
                .delete(null, new IllegalStateException("read"), 2L, null, null));
        assertThat(files.deletes().get(0).equalityFieldIds()).containsExactly(3);
        assertThat(lake.scan()).hasSize(1);
        assertThat(((Variant) lake.scan().get(0).get(1))
                        .value()
                        .asArray()
                        .get(0)
                        .asPrimitive()
                        .get())
                .isEqualTo((byte) 3);
    }

    @Test
    void otherColumnsKeepTheirMetrics() {
        WrittenFiles files = lake.apply(RowsFixture.of(SHAPE)
                .insert(1.5, "1", 1L, null, "x")
                .insert(Double.NaN, null, 2L, "{}", null)
                .insert(null, "[]", 3L, "{}", "z"));
        DataFile file = files.data().get(0);
        assertThat(file.recordCount()).isEqualTo(3);
        assertThat(file.valueCounts()).containsEntry(1, 3L).containsEntry(3, 3L).containsEntry(5, 3L);
        assertThat(file.nullValueCounts())
                .containsEntry(1, 1L)
                .containsEntry(3, 0L)
                .containsEntry(5, 1L);
        assertThat(file.nanValueCounts()).containsEntry(1, 1L);
        assertThat(file.lowerBounds()).containsKeys(1, 3, 5).doesNotContainKeys(2, 4);
        assertThat(file.upperBounds()).containsKeys(1, 3, 5).doesNotContainKeys(2, 4);
    }
}
