package io.vitesslake.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.Slice;
import io.vitesslake.change.TableShape;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Columns of the source as columns of the lake, and rows read by them. */
final class RowFormatTest {

    private static final Shard SHARD = new Shard("commerce", "-80");
    private static final SourceColumn ID = ChangeBytes.column("id", ChangeBytes.INT64, "bigint", true);
    private static final SourceColumn NAME = ChangeBytes.column("name", ChangeBytes.VARCHAR, "varchar(20)", false);

    @Test
    void everySupportedTypeHasItsLakeType() {
        assertThat(type(257, "tinyint(1)", 63)).isEqualTo(ColumnType.INT);
        assertThat(type(770, "tinyint unsigned", 63)).isEqualTo(ColumnType.INT);
        assertThat(type(774, "mediumint(8) unsigned", 63)).isEqualTo(ColumnType.INT);
        assertThat(type(263, "int(11)", 63)).isEqualTo(ColumnType.INT);
        assertThat(type(776, "int(6) unsigned zerofill", 63)).isEqualTo(ColumnType.LONG);
        assertThat(type(265, "bigint(20)", 63)).isEqualTo(ColumnType.LONG);
        assertThat(type(778, "bigint(20) unsigned", 63)).isEqualTo(ColumnType.decimal(20, 0));
        assertThat(type(785, "year(4)", 63)).isEqualTo(ColumnType.INT);
        assertThat(type(18, "decimal(12,2)", 63)).isEqualTo(ColumnType.decimal(12, 2));
        assertThat(type(18, "decimal(38,30) unsigned zerofill", 63)).isEqualTo(ColumnType.decimal(38, 30));
        assertThat(type(1035, "float", 63)).isEqualTo(ColumnType.FLOAT);
        assertThat(type(1036, "double", 63)).isEqualTo(ColumnType.DOUBLE);
        assertThat(type(2062, "date", 63)).isEqualTo(ColumnType.DATE);
        assertThat(type(2064, "datetime(6)", 63)).isEqualTo(ColumnType.TIMESTAMP);
        assertThat(type(2061, "timestamp", 63)).isEqualTo(ColumnType.TIMESTAMPTZ);
        assertThat(type(2078, "json", 63)).isEqualTo(ColumnType.STRING);
        assertThat(type(2074, "enum('a','é')", 255)).isEqualTo(ColumnType.STRING);
        assertThat(type(2075, "set('a','b')", 8)).isEqualTo(ColumnType.STRING);
        assertThat(type(10260, "blob", 63)).isEqualTo(ColumnType.BINARY);
        assertThat(type(2073, "bit(1)", 63)).isEqualTo(ColumnType.LONG);
        assertThat(type(2073, "bit(63)", 63)).isEqualTo(ColumnType.LONG);
        assertThat(type(2073, "bit(64)", 63)).isEqualTo(ColumnType.decimal(20, 0));
        assertThat(type(2063, "time(6)", 63)).isEqualTo(ColumnType.LONG);
        assertThat(type(2077, "point", 63)).isEqualTo(ColumnType.BINARY);
        assertThat(type(2083, "vector(3)", 63)).isEqualTo(ColumnType.BINARY);
        assertThat(type(18, "decimal(39,30)", 63)).isEqualTo(ColumnType.STRING);
        assertThat(type(2074, "enum('é')", 8)).isEqualTo(ColumnType.STRING);
    }

    @Test
    void textSentAsBytesIsTextByItsCollation() {
        assertThat(type(10264, "char(10)", 46)).isEqualTo(ColumnType.STRING);
        assertThat(type(10262, "varchar(10)", 47)).isEqualTo(ColumnType.STRING);
        assertThat(type(10264, "binary(10)", 63)).isEqualTo(ColumnType.BINARY);
    }

    @Test
    void aTypeThatCannotBeMirroredIsRefusedWithARemedy() {
        List<SourceColumn> columns = List.of(
                column(31, "a type of the future", 63),
                column(6165, "varchar(10)", 100),
                column(2074, "enum('é')", 63),
                column(2074, "enum('é\\\\')", 8),
                column(2075, setOf(64), 255));
        for (SourceColumn column : columns) {
            refused(
                    "unsupported-column-type",
                    column.columnType(),
                    () -> ColumnMapping.column(SHARD, "t", column, ValuePolicies.DEFAULT));
        }
        assertThat(type(2075, setOf(63), 255)).isEqualTo(ColumnType.STRING);
        refused(
                "unsupported-column-type",
                "commerce/-80 t",
                () -> ColumnMapping.column(SHARD, "t", columns.get(0), ValuePolicies.DEFAULT));
    }

    @Test
    void namesThatVtgateDoesNotKnowAreRefused() {
        SourceColumn unknown = ChangeBytes.column("@2", ChangeBytes.INT64, "bigint", false);
        refused(
                "unknown-column-names",
                "--track-schema-versions",
                () -> ColumnMapping.column(SHARD, "t", unknown, ValuePolicies.DEFAULT));
        TableShape shape = ColumnMapping.shape(SHARD, "t", List.of(ID), List.of("id"), ValuePolicies.DEFAULT);
        refused(
                "unknown-column-names",
                "@2",
                () -> new RowFormat(SHARD, "t", List.of(ID, unknown), shape, ValuePolicies.DEFAULT, new ValueLosses()));
    }

    @Test
    void onlyKeyColumnsAreRequiredAndTheyMustIdentify() {
        TableShape shape = ColumnMapping.shape(SHARD, "t", List.of(ID, NAME), List.of("id"), ValuePolicies.DEFAULT);
        assertThat(shape.columns())
                .containsExactly(new Column("id", ColumnType.LONG, true), new Column("name", ColumnType.STRING, false));
        SourceColumn real = ChangeBytes.column("r", 1036, "double", true);
        SourceColumn label = ChangeBytes.column("e", 2074, "enum('a','')", true);
        refused(
                "unusable-key",
                "may be null",
                () -> ColumnMapping.shape(SHARD, "t", List.of(ID, NAME), List.of("name"), ValuePolicies.DEFAULT));
        refused(
                "unusable-key",
                "double",
                () -> ColumnMapping.shape(SHARD, "t", List.of(real), List.of("r"), ValuePolicies.DEFAULT));
        refused(
                "unusable-key",
                "label ''",
                () -> ColumnMapping.shape(SHARD, "t", List.of(label), List.of("e"), ValuePolicies.DEFAULT));
        refused(
                "unusable-key",
                "no such column",
                () -> ColumnMapping.shape(SHARD, "t", List.of(ID), List.of("x"), ValuePolicies.DEFAULT));
    }

    @Test
    void aColumnThatTheShardHasYetToAddReadsAsItsInitialDefault() {
        List<Column> columns = List.of(
                added("i", ColumnType.INT, 5L),
                new Column("id", ColumnType.LONG, true),
                added("price", ColumnType.decimal(9, 2), new BigDecimal("-1.50")),
                added("sum", ColumnType.decimal(38, 1), new BigDecimal("123456789012345678901234567890.5")),
                added("f", ColumnType.FLOAT, 0.5F),
                added("d", ColumnType.DOUBLE, 0.1),
                added("note", ColumnType.STRING, "new"),
                added("gone", ColumnType.INT, 6L));
        TableShape shape = new TableShape(columns, List.of("id"));
        Set<String> initial = Set.of("i", "price", "sum", "f", "d", "note");
        RowCursor row = open(
                new RowFormat(SHARD, "t", List.of(NAME, ID), shape, initial, ValuePolicies.DEFAULT, new ValueLosses()),
                null,
                "-7");
        assertThat(List.of(0, 1, 2, 3, 4, 5, 6)).noneMatch(row::isNullAt);
        assertThat(row.longAt(0)).isEqualTo(5);
        assertThat(row.longAt(1)).isEqualTo(-7);
        assertThat(row.longAt(2)).isEqualTo(-150);
        Slice sum = row.bytesAt(3);
        assertThat(new BigInteger(sum.array(), sum.offset(), sum.length()))
                .isEqualTo(new BigInteger("1234567890123456789012345678905"));
        assertThat(row.floatAt(4)).isEqualTo(0.5F);
        assertThat(row.doubleAt(5)).isEqualTo(0.1);
        assertThat(text(row.bytesAt(6))).isEqualTo("new");
        assertThat(row.isNullAt(7)).isTrue();
    }

    private static Column added(String name, ColumnType type, Object value) {
        return new Column(name, type, false, Optional.of(value));
    }

    @Test
    void aRowIsReadByNameWhateverTheOrderOnTheWire() {
        TableShape shape = ColumnMapping.shape(SHARD, "t", List.of(ID, NAME), List.of("id"), ValuePolicies.DEFAULT);
        SourceColumn extra = ChangeBytes.column("extra", 31, "a type of the future", false);
        RowCursor row = open(
                new RowFormat(SHARD, "t", List.of(extra, NAME, ID), shape, ValuePolicies.DEFAULT, new ValueLosses()),
                new byte[] {1, 2},
                "Zoë",
                "-7");
        assertThat(row.longAt(0)).isEqualTo(-7);
        assertThat(text(row.bytesAt(1))).isEqualTo("Zoë");
        assertThat(row.isNullAt(2)).isTrue();
        RowCursor without =
                open(new RowFormat(SHARD, "t", List.of(ID), shape, ValuePolicies.DEFAULT, new ValueLosses()), "5");
        assertThat(without.isNullAt(0)).isFalse();
        assertThat(without.isNullAt(1)).isTrue();
        assertThat(open(
                                new RowFormat(
                                        SHARD, "t", List.of(ID, NAME), shape, ValuePolicies.DEFAULT, new ValueLosses()),
                                "5",
                                null)
                        .isNullAt(1))
                .isTrue();
        assertThat(open(
                                new RowFormat(
                                        SHARD, "t", List.of(ID, NAME), shape, ValuePolicies.DEFAULT, new ValueLosses()),
                                "5",
                                "")
                        .isNullAt(1))
                .isFalse();
    }

    @Test
    void everyKindOfCellIsRead() {
        List<SourceColumn> columns = List.of(
                ID,
                column("ub", 778, "bigint unsigned", 63),
                column("f", 1035, "float", 63),
                column("d", 1036, "double", 63),
                column("dec", 18, "decimal(12,2)", 63),
                column("wide", 18, "decimal(30,3)", 63),
                column("day", 2062, "date", 63),
                column("ts", 2061, "timestamp(6)", 63),
                column("l", 6165, "varchar(9)", 8),
                column("b", 10262, "varbinary(9)", 63),
                column("a", 6165, "varchar(9)", 11));
        TableShape shape = ColumnMapping.shape(SHARD, "t", columns, List.of("id"), ValuePolicies.DEFAULT);
        RowCursor row = open(
                new RowFormat(SHARD, "t", columns, shape, ValuePolicies.DEFAULT, new ValueLosses()),
                "0001",
                "18446744073709551615",
                "1.5E+00",
                "1E-01",
                "-0.500",
                "-123456789012345678901.5",
                "1970-01-02",
                "1970-01-01 00:00:01.000001",
                new byte[] {'c', (byte) 0xE9, (byte) 0x80},
                new byte[] {0, -1},
                "ascii");
        assertThat(row.longAt(0)).isEqualTo(1);
        assertThat(integer(row.bytesAt(1))).isEqualTo("18446744073709551615");
        assertThat(row.floatAt(2)).isEqualTo(1.5f);
        assertThat(row.doubleAt(3)).isEqualTo(0.1);
        assertThat(row.longAt(4)).isEqualTo(-50);
        assertThat(integer(row.bytesAt(5))).isEqualTo("-123456789012345678901500");
        assertThat(row.longAt(6)).isEqualTo(1);
        assertThat(row.longAt(7)).isEqualTo(1_000_001);
        assertThat(text(row.bytesAt(8))).isEqualTo("cé€");
        assertThat(bytes(row.bytesAt(9))).containsExactly(0, -1);
        assertThat(text(row.bytesAt(10))).isEqualTo("ascii");
    }

    @Test
    void anUnreadableValueNamesShardTableColumnAndValue() {
        List<SourceColumn> columns = List.of(
                ID,
                column("day", 2062, "date", 63),
                column("n", 6165, "varchar(9)", 255),
                column("a", 6165, "varchar(9)", 65));
        TableShape shape = ColumnMapping.shape(SHARD, "t", columns, List.of("id"), ValuePolicies.DEFAULT);
        RowCursor row = open(
                new RowFormat(SHARD, "t", columns, shape, ValuePolicies.DEFAULT.ofKey(), new ValueLosses()),
                "x",
                "0000-00-00",
                new byte[] {(byte) 0xE9},
                new byte[] {(byte) 0xE9});
        refused("zero-date", "column day of commerce/-80 t", () -> row.longAt(1));
        refused("zero-date", "\"0000-00-00\"", () -> row.longAt(1));
        refused("invalid-text", "column n", () -> row.bytesAt(2));
        refused("invalid-text", "column a", () -> row.bytesAt(3));
        refused("invalid-value", "column id", () -> row.longAt(0));
    }

    @Test
    void aKeyIsTheSameForEveryTextOfItsValue() {
        List<SourceColumn> columns = List.of(
                ChangeBytes.column("z", ChangeBytes.UINT32, "int(6) unsigned zerofill", true),
                ChangeBytes.column("d", ChangeBytes.DECIMAL, "decimal(6,3)", true),
                ChangeBytes.column("s", ChangeBytes.VARCHAR, "varchar(9)", true));
        RowFormat format = new RowFormat(
                SHARD,
                "t",
                columns,
                ColumnMapping.shape(SHARD, "t", columns, List.of("s", "z", "d"), ValuePolicies.DEFAULT),
                ValuePolicies.DEFAULT,
                new ValueLosses());
        assertThat(key(format, "000042", "-0.500", "a")).isEqualTo(key(format, "42", "-0.5", "a"));
        assertThat(key(format, "42", "-0.5", "a")).isNotEqualTo(key(format, "42", "0.5", "a"));
        assertThat(key(format, "42", "-0.5", "a")).isNotEqualTo(key(format, "42", "-0.5", "A"));
        assertThat(key(format, "42", "-0.5", "a")).isNotEqualTo(key(format, "42", "-0.5", "a "));
    }

    @Test
    void keysOfSeveralTextsDoNotRunIntoEachOther() {
        List<SourceColumn> columns = List.of(
                ChangeBytes.column("a", ChangeBytes.VARCHAR, "varchar(9)", true),
                ChangeBytes.column("b", ChangeBytes.VARCHAR, "varchar(9)", true));
        RowFormat format = new RowFormat(
                SHARD,
                "t",
                columns,
                ColumnMapping.shape(SHARD, "t", columns, List.of("a", "b"), ValuePolicies.DEFAULT),
                ValuePolicies.DEFAULT,
                new ValueLosses());
        assertThat(key(format, "xy", "z")).isNotEqualTo(key(format, "x", "yz"));
    }

    @Test
    void aLatin1KeyEqualsItsUtf8Twin() {
        SourceColumn latin = ChangeBytes.column("k", ChangeBytes.VARCHAR, "varchar(9)", true, 8);
        SourceColumn utf8 = ChangeBytes.column("k", ChangeBytes.VARCHAR, "varchar(9)", true, 255);
        TableShape shape = ColumnMapping.shape(SHARD, "t", List.of(utf8), List.of("k"), ValuePolicies.DEFAULT);
        assertThat(key(
                        new RowFormat(SHARD, "t", List.of(latin), shape, ValuePolicies.DEFAULT, new ValueLosses()),
                        (Object) new byte[] {(byte) 0xE9}))
                .isEqualTo(key(
                        new RowFormat(SHARD, "t", List.of(utf8), shape, ValuePolicies.DEFAULT, new ValueLosses()),
                        "é"));
    }

    @Test
    void aShardWhoseColumnDoesNotFitTheLakeIsRefused() {
        TableShape shape = ColumnMapping.shape(SHARD, "t", List.of(ID, NAME), List.of("id"), ValuePolicies.DEFAULT);
        SourceColumn nullable = ChangeBytes.column("id", ChangeBytes.INT64, "bigint", false);
        SourceColumn number = ChangeBytes.column("name", ChangeBytes.INT64, "bigint", false);
        SourceColumn small = ChangeBytes.column("id", ChangeBytes.INT32, "int", true);
        refused(
                "incompatible-column",
                "may be null",
                () -> new RowFormat(
                        SHARD, "t", List.of(nullable, NAME), shape, ValuePolicies.DEFAULT, new ValueLosses()));
        refused(
                "incompatible-column",
                "bigint",
                () -> new RowFormat(SHARD, "t", List.of(ID, number), shape, ValuePolicies.DEFAULT, new ValueLosses()));
        refused(
                "incompatible-column",
                "no such column",
                () -> new RowFormat(SHARD, "t", List.of(NAME), shape, ValuePolicies.DEFAULT, new ValueLosses()));
        assertThat(open(
                                new RowFormat(
                                        SHARD,
                                        "t",
                                        List.of(small, NAME),
                                        shape,
                                        ValuePolicies.DEFAULT,
                                        new ValueLosses()),
                                "7",
                                "n")
                        .longAt(0))
                .isEqualTo(7);
    }

    @Test
    void aRowThatDoesNotFitItsColumnsIsRefused() {
        RowFormat format = new RowFormat(
                SHARD,
                "t",
                List.of(ID, NAME),
                ColumnMapping.shape(SHARD, "t", List.of(ID, NAME), List.of("id"), ValuePolicies.DEFAULT),
                ValuePolicies.DEFAULT,
                new ValueLosses());
        refused("malformed-row", "1 values for 2 columns", () -> open(format, "1"));
        refused("malformed-row", "value 2 of 2", () -> open(format, "1", "2", "3"));
        byte[] row = ChangeBytes.row("1", "abc").toBuilder()
                .setValues(com.google.protobuf.ByteString.copyFromUtf8("1ab"))
                .build()
                .toByteArray();
        refused("malformed-row", "4 of 3 bytes", () -> new RowCursor().open(format, row, 0, row.length));
    }

    @Test
    void aDeleteWithoutItsRequiredValuesIsRefused() {
        SourceColumn required = ChangeBytes.column("q", ChangeBytes.INT64, "bigint", true);
        SourceColumn blob = ChangeBytes.column("b", 10260, "blob", true, 63);
        List<SourceColumn> columns = List.of(ID, required, blob);
        RowFormat format = new RowFormat(
                SHARD,
                "t",
                columns,
                ColumnMapping.shape(SHARD, "t", columns, List.of("id"), ValuePolicies.DEFAULT),
                ValuePolicies.DEFAULT,
                new ValueLosses());
        open(format, "1", "2", null).requireComplete();
        refused(
                "partial-image",
                "binlog_row_image=FULL",
                () -> open(format, "1", null, null).requireComplete());
    }

    @Test
    void longValuesAreReadWithTheirLongLengths() {
        RowFormat format = new RowFormat(
                SHARD,
                "t",
                List.of(ID, NAME),
                ColumnMapping.shape(SHARD, "t", List.of(ID, NAME), List.of("id"), ValuePolicies.DEFAULT),
                ValuePolicies.DEFAULT,
                new ValueLosses());
        for (int length : new int[] {63, 64, 8191, 8192, 1_048_576, 3_000_000}) {
            assertThat(open(format, "1", "x".repeat(length)).bytesAt(1).length())
                    .isEqualTo(length);
        }
    }

    private static RowCursor open(RowFormat format, Object... values) {
        byte[] row = ChangeBytes.row(values).toByteArray();
        RowCursor cursor = new RowCursor();
        cursor.open(format, row, 0, row.length);
        return cursor;
    }

    private static List<Byte> key(RowFormat format, Object... values) {
        KeyBytes key = new KeyBytes();
        open(format, values).key(key);
        List<Byte> bytes = new ArrayList<>();
        for (int i = 0; i < key.length(); i++) {
            bytes.add(key.array()[i]);
        }
        return bytes;
    }

    private static ColumnType type(int type, String columnType, int charset) {
        return ColumnMapping.column(SHARD, "t", column(type, columnType, charset), ValuePolicies.DEFAULT)
                .type();
    }

    private static SourceColumn column(int type, String columnType, int charset) {
        return column("c", type, columnType, charset);
    }

    private static SourceColumn column(String name, int type, String columnType, int charset) {
        return ChangeBytes.column(name, type, columnType, false, charset);
    }

    private static String setOf(int members) {
        return "set("
                + String.join(
                        ",",
                        IntStream.range(0, members)
                                .mapToObj(i -> "'it''s," + i + "'")
                                .toList()) + ")";
    }

    private static String text(Slice slice) {
        return new String(bytes(slice), UTF_8);
    }

    private static String integer(Slice slice) {
        return new BigInteger(bytes(slice)).toString();
    }

    private static byte[] bytes(Slice slice) {
        return Arrays.copyOfRange(slice.array(), slice.offset(), slice.offset() + slice.length());
    }

    private static void refused(String reason, String part, ThrowingCallable call) {
        assertThatThrownBy(call).hasMessageContaining(part).isInstanceOfSatisfying(CodedException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.code()).isEqualTo(ErrorCode.SOURCE);
        });
    }
}
