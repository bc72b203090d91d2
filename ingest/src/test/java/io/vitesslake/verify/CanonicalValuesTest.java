package io.vitesslake.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.ColumnType.Kind;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For each type: which text of MySQL and which value of the lake are the same. */
final class CanonicalValuesTest {

    private static void same(String declared, Kind lake, String source, Object value) {
        assertThat(ofSource(declared, lake, source.getBytes(UTF_8)))
                .as("%s %s", declared, source)
                .isNotNull()
                .isEqualTo(ofLake(declared, lake, value));
    }

    private static void other(String declared, Kind lake, String source, Object value) {
        assertThat(ofSource(declared, lake, source.getBytes(UTF_8)))
                .as("%s %s", declared, source)
                .isNotEqualTo(ofLake(declared, lake, value));
    }

    private static String ofSource(String declared, Kind lake, byte[] value) {
        return new SourceText(ValueKind.of(declared), lake, true).canonical(value);
    }

    private static String ofLake(String declared, Kind lake, Object value) {
        return new LakeValue(ValueKind.of(declared), lake).canonical(value);
    }

    @Test
    void integersAreNumbersWhateverTheirWidthAndZeroFill() {
        same("int(6) unsigned zerofill", Kind.LONG, "000042", 42L);
        same("tinyint(1)", Kind.INT, "-1", -1);
        same("bigint unsigned", Kind.DECIMAL, "18446744073709551615", new BigDecimal("18446744073709551615"));
        same("year", Kind.INT, "0000", 0);
        same("bit(64)", Kind.DECIMAL, "18446744073709551615", new BigDecimal("18446744073709551615"));
        same("bit(1)", Kind.LONG, "1", 1L);
        other("int", Kind.INT, "1", 2);
        other("int", Kind.STRING, "1", "1");
    }

    @Test
    void decimalsAreNumbersAndBeyond38DigitsTheTextThatMySqlPrints() {
        same("decimal(10,2)", Kind.DECIMAL, "-0.50", new BigDecimal("-0.50"));
        same("decimal(10,2) unsigned zerofill", Kind.DECIMAL, "00000012.30", new BigDecimal("12.30"));
        same("decimal(65,30)", Kind.STRING, "1.500000000000000000000000000000", "1.500000000000000000000000000000");
        other("decimal(65,30)", Kind.STRING, "1.500000000000000000000000000000", "1.5");
        other("decimal(10,2)", Kind.DECIMAL, "0.50", new BigDecimal("0.51"));
        other("decimal(65,30)", Kind.STRING, "1.5", "one");
    }

    @Test
    void floatsAreTheSameInSixDigits() {
        same("float", Kind.FLOAT, "16777200", 16777216f);
        same("float", Kind.FLOAT, "16777200", 16777200f);
        same("float", Kind.FLOAT, "0.1", 0.1f);
        same("float", Kind.FLOAT, "3.40282e38", Float.MAX_VALUE);
        same("float(10,2)", Kind.FLOAT, "12345.65", 12345.65f);
        same("float", Kind.FLOAT, "-0", 0f);
        other("float", Kind.FLOAT, "1.23457", 1.23456f);
    }

    @Test
    void doublesAreExact() {
        same("double", Kind.DOUBLE, "0.1", 0.1);
        same("double", Kind.DOUBLE, "1e20", 1e20);
        same("double", Kind.DOUBLE, "-0", 0.0);
        other("double", Kind.DOUBLE, "0.1", 0.10000000000000002);
    }

    @Test
    void datesAndMomentsHaveMicroseconds() {
        same("date", Kind.DATE, "0001-02-28", LocalDate.of(1, 2, 28));
        same("datetime", Kind.TIMESTAMP, "9999-12-31 23:59:59", LocalDateTime.of(9999, 12, 31, 23, 59, 59));
        same("datetime(6)", Kind.TIMESTAMP, "2024-02-29 00:00:00.000001", LocalDateTime.of(2024, 2, 29, 0, 0, 0, 1000));
        same("timestamp(6)", Kind.TIMESTAMPTZ, "0001.500000", OffsetDateTime.parse("1970-01-01T00:00:01.5Z"));
        same("timestamp", Kind.TIMESTAMPTZ, "1700000000", OffsetDateTime.parse("2023-11-14T23:13:20+01:00"));
        other("timestamp", Kind.TIMESTAMPTZ, "1700000000", OffsetDateTime.parse("2023-11-14T23:13:20Z"));
        other("datetime(6)", Kind.TIMESTAMP, "2024-02-29 00:00:00.000001", LocalDateTime.of(2024, 2, 29, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "date, 0000-00-00",
        "date, 2024-02-30",
        "datetime(6), 2024-00-10 10:00:00.000000",
        "timestamp, 0",
        "timestamp(6), 0.000000"
    })
    void aDateThatNoCalendarHoldsIsNullWhereTheOptionSaysSo(String declared, String text) {
        ValueKind kind = ValueKind.of(declared);
        assertThat(new SourceText(kind, Kind.DATE, true).canonical(text.getBytes(UTF_8)))
                .isNull();
        assertThat(new SourceText(kind, Kind.DATE, false).canonical(text.getBytes(UTF_8)))
                .isNotNull();
    }

    @Test
    void timesAreMicrosecondsOrAsTheLakeHasThem() {
        same("time(6)", Kind.LONG, "-838:59:59.000001", -3_020_399_000_001L);
        same("time(1)", Kind.LONG, "00:00:00.5", 500_000L);
        same("time", Kind.TIME, "23:59:59", LocalTime.of(23, 59, 59));
        same("time(6)", Kind.STRING, "-00:00:01.500000", "-00:00:01.500000");
        assertThat(ofSource("time", Kind.TIME, "24:00:00".getBytes(UTF_8))).isNull();
        assertThat(ofSource("time", Kind.TIME, "-00:00:01".getBytes(UTF_8))).isNull();
        other("time", Kind.LONG, "00:00:01", 1L);
    }

    @Test
    void textIsTheSameWhereItIsNotValid() {
        same("varchar(10)", Kind.STRING, "zß水🍌 ", "zß水🍌 ");
        same("enum('a','b')", Kind.STRING, "", "");
        same("varchar(10) ", Kind.STRING, "a?b", "a\uFFFDb");
        other("char(1)", Kind.STRING, "a", "A");
        other("text", Kind.STRING, "a", "a ");
    }

    @Test
    void jsonIsComparedAsTree() {
        same("json", Kind.STRING, "{\"b\": [1.0, 1e2], \"aa\": null}", "{\"aa\":null,\"b\":[1,100]}");
        same("json", Kind.STRING, "\"é\"", "\"\\u00e9\"");
        same("json", Kind.STRING, "1e20", "100000000000000000000.0");
        same("json", Kind.STRING, "{}", "{ }");
        same("json", Kind.VARIANT, "[1361129467683753853853498429727072845824, 1.50]", "[1.361129467683754E39,1.5]");
        other("json", Kind.VARIANT, "1361129467683753853853498429727072845825", "1.361129467683754E39");
        other("json", Kind.STRING, "[1, 2]", "[2, 1]");
        other("json", Kind.STRING, "{\"a\": \"1\"}", "{\"a\": 1}");
        other("json", Kind.STRING, "9007199254740993", "9007199254740992");
        other("json", Kind.STRING, "{}", "{broken");
    }

    @Test
    void bytesAreBytes() {
        byte[] bytes = {0, -1, 127, -128};
        assertThat(ofSource("binary(4)", Kind.BINARY, bytes))
                .isEqualTo(ofLake("binary(4)", Kind.BINARY, ByteBuffer.wrap(bytes)))
                .isEqualTo(ofSource("vector(1)", Kind.BINARY, bytes))
                .isNotEqualTo(ofLake("blob", Kind.BINARY, ByteBuffer.wrap(bytes, 0, 3)));
        assertThat(ofLake("blob", Kind.BINARY, "text"))
                .isNotEqualTo(ofSource("blob", Kind.BINARY, "text".getBytes(UTF_8)));
    }

    /** POINT(1 2): SRID 0 or 4326 as MySQL keeps it, WKB and EWKB as the lake has it. */
    @ParameterizedTest
    @CsvSource({
        "00000000 0101000000 000000000000f03f0000000000000040, 0101000000 000000000000f03f0000000000000040, true",
        "e6100000 0101000000 000000000000f03f0000000000000040, 0101000020e6100000 000000000000f03f0000000000000040, true",
        "e6100000 0101000000 000000000000f03f0000000000000040, 0101000000 000000000000f03f0000000000000040, false",
        "00000000 0101000000 000000000000f03f0000000000000040, 0101000000 000000000000f03f0000000000000041, false",
        "e6100000 0000000001 3ff00000000000004000000000000000, 0020000001000010e6 3ff00000000000004000000000000000, true"
    })
    void spatialValuesAreTheSameWithTheirReferenceSystem(String source, String lake, boolean same) {
        String there = ofLake("point", Kind.BINARY, ByteBuffer.wrap(hex(lake)));
        assertThat(ofSource("point", Kind.BINARY, hex(source)).equals(there)).isEqualTo(same);
    }

    @Test
    void nullIsNullAndNothingElse() {
        for (ValueKind kind : ValueKind.values()) {
            assertThat(new SourceText(kind, Kind.STRING, true).canonical(null)).isNull();
            assertThat(new LakeValue(kind, Kind.STRING).canonical(null)).isNull();
        }
        assertThat(ofSource("varchar(4)", Kind.STRING, "NULL".getBytes(UTF_8))).isNotNull();
    }

    @Test
    void namesAreQuoted() {
        assertThat(ValueKind.of("text").expression("a`b")).isEqualTo("convert(`a``b` using utf8mb4)");
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
