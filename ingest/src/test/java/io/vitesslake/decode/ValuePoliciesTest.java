package io.vitesslake.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.Slice;
import io.vitesslake.change.TableShape;
import io.vitesslake.decode.ValueLosses.Kind;
import io.vitesslake.decode.ValueLosses.Loss;
import io.vitesslake.decode.ValuePolicies.InvalidText;
import io.vitesslake.decode.ValuePolicies.JsonAs;
import io.vitesslake.decode.ValuePolicies.TimeAs;
import io.vitesslake.decode.ValuePolicies.WideDecimal;
import io.vitesslake.decode.ValuePolicies.ZeroDates;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What no lake type holds as it is goes by the table's policies, is counted, and never happens in a key. */
final class ValuePoliciesTest {

    private static final Shard SHARD = new Shard("commerce", "-80");
    private static final ValuePolicies HALT =
            new ValuePolicies(TimeAs.MICROS, WideDecimal.HALT, ZeroDates.HALT, InvalidText.HALT, JsonAs.STRING);
    private static final SourceColumn ID = ChangeBytes.column("id", ChangeBytes.INT64, "bigint", true);
    private static final SourceColumn DAY = ChangeBytes.column("day", 2062, "date", true);
    private static final SourceColumn AT = ChangeBytes.column("at", 2064, "datetime(6)", false);
    private static final SourceColumn NOTE = ChangeBytes.column("note", 6165, "varchar(9)", true, 255);
    private static final SourceColumn TIME = ChangeBytes.column("time", 2063, "time(2)", false);

    private final ValueLosses losses = new ValueLosses();

    @Test
    void aZeroDateIsNullAndCountedByDefault() {
        RowCursor row = open(ValuePolicies.DEFAULT, "1", "0000-00-00", "2024-02-30 10:00:00.000000", "x", null);
        assertThat(row.isNullAt(1)).isTrue();
        assertThat(row.isNullAt(2)).isTrue();
        row = open(ValuePolicies.DEFAULT, "1", "2024-00-10", "2024-02-29 10:00:00.000000", "x", null);
        assertThat(row.isNullAt(1)).isTrue();
        assertThat(row.isNullAt(2)).isFalse();
        assertThat(losses.counts().losses())
                .containsExactly(new Loss("at", Kind.ZERO_DATE, 1), new Loss("day", Kind.ZERO_DATE, 2));
    }

    @Test
    void aDateThatIsNoneAtAllIsRefusedWhateverThePolicy() {
        RowCursor row = open(ValuePolicies.DEFAULT, "1", "2024-13-01", "20", "x", null);
        assertThat(row.isNullAt(1)).isFalse();
        refused("invalid-value", "column day", () -> row.longAt(1));
        refused("invalid-value", "column at", () -> row.isNullAt(2));
        assertThat(losses.counts().losses()).isEmpty();
    }

    @Test
    void haltRefusesWhatNullAndReplaceWouldLoseAndNamesThem() {
        byte[] invalid = {'a', (byte) 0xE9};
        RowCursor row = open(HALT, "1", "0000-00-00", null, invalid, null);
        assertThat(row.isNullAt(1)).isFalse();
        refused("zero-date", "zero-dates: null", () -> row.longAt(1));
        refused("invalid-text", "invalid-text: replace", () -> row.bytesAt(3));
        assertThat(losses.counts().losses()).isEmpty();
    }

    @Test
    void invalidTextIsReplacedAndCountedByDefault() {
        byte[] invalid = {'a', (byte) 0xE9, 'b', (byte) 0xF0, (byte) 0x9F, (byte) 0x98, (byte) 0x80, (byte) 0xC3};
        RowCursor row = open(ValuePolicies.DEFAULT, "1", "2024-01-01", null, invalid, null);
        assertThat(text(row.bytesAt(3))).isEqualTo("a\uFFFDb\uD83D\uDE00\uFFFD");
        assertThat(losses.counts().losses()).containsExactly(new Loss("note", Kind.INVALID_TEXT, 1));
    }

    @Test
    void whatIsRefusedInAKeyIsNeverChanged() {
        TableShape shape =
                ColumnMapping.shape(SHARD, "t", List.of(DAY, NOTE), List.of("day", "note"), ValuePolicies.DEFAULT);
        RowFormat format = new RowFormat(SHARD, "t", List.of(DAY, NOTE), shape, ValuePolicies.DEFAULT, losses);
        refused("zero-date", "column day", () -> open(format, "0000-00-00", "x").key(new KeyBytes()));
        refused(
                "invalid-text",
                "column note",
                () -> open(format, "2024-01-01", new byte[] {-1}).key(new KeyBytes()));
        assertThat(losses.counts().losses()).isEmpty();
    }

    @Test
    void aTimeIsMicrosecondsTextOrATimeOfDay() {
        assertThat(open(ValuePolicies.DEFAULT, "1", "2024-01-01", null, "x", "-838:59:59.99")
                        .longAt(4))
                .isEqualTo(-3_020_399_990_000L);
        ValuePolicies string = as(TimeAs.STRING, ZeroDates.NULL);
        assertThat(text(open(string, "1", "2024-01-01", null, "x", "-838:59:59.9")
                        .bytesAt(4)))
                .isEqualTo("-838:59:59.90");
        ValuePolicies time = as(TimeAs.TIME, ZeroDates.NULL);
        RowCursor last = open(time, "1", "2024-01-01", null, "x", "23:59:59.99");
        assertThat(last.isNullAt(4)).isFalse();
        assertThat(last.longAt(4)).isEqualTo(86_399_990_000L);
        assertThat(losses.counts().losses()).isEmpty();
    }

    @Test
    void aTimeBeyondOneDayIsNullOrStopsTheTableWhereItIsATimeOfDay() {
        for (String beyond : List.of("24:00:00.00", "-00:00:00.01", "838:59:59.00")) {
            RowCursor halt = open(as(TimeAs.TIME, ZeroDates.HALT), "1", "2024-01-01", null, "x", beyond);
            refused("time-beyond-day", "zero-dates: null", () -> halt.longAt(4));
            RowCursor row = open(as(TimeAs.TIME, ZeroDates.NULL), "1", "2024-01-01", null, "x", beyond);
            assertThat(row.isNullAt(4)).isTrue();
        }
        assertThat(losses.counts().losses()).containsExactly(new Loss("time", Kind.TIME_BEYOND_DAY, 3));
    }

    @Test
    void aWideDecimalStopsTheTableIfAskedTo() {
        SourceColumn wide = ChangeBytes.column("w", 18, "decimal(39,0)", false);
        assertThat(ColumnMapping.column(SHARD, "t", wide, ValuePolicies.DEFAULT).type())
                .isEqualTo(ColumnType.STRING);
        refused("unsupported-column-type", "wide-decimal: string", () -> ColumnMapping.column(SHARD, "t", wide, HALT));
    }

    @Test
    void aDocumentIsTextOrAVariantOfTheSameBytesButNeverAKey() {
        SourceColumn json = ChangeBytes.column("j", 2078, "json", true);
        ValuePolicies variant = new ValuePolicies(
                TimeAs.MICROS, WideDecimal.STRING, ZeroDates.NULL, InvalidText.REPLACE, JsonAs.VARIANT);
        for (ValuePolicies policies : List.of(ValuePolicies.DEFAULT, variant)) {
            List<SourceColumn> columns = List.of(ID, json);
            TableShape shape = ColumnMapping.shape(SHARD, "t", columns, List.of("id"), policies);
            assertThat(shape.columns().get(1).type())
                    .isEqualTo(policies == variant ? ColumnType.VARIANT : ColumnType.STRING);
            RowFormat format = new RowFormat(SHARD, "t", columns, shape, policies, losses);
            assertThat(text(open(format, "1", "{\"é\": 1}").bytesAt(1))).isEqualTo("{\"é\": 1}");
            assertThat(open(format, "1", null).isNullAt(1)).isTrue();
        }
        refused(
                "unusable-key",
                "Iceberg cannot delete by a variant",
                () -> ColumnMapping.shape(SHARD, "t", List.of(json), List.of("j"), variant));
    }

    @Test
    void aLakeColumnOfTheOtherKindIsNotReadAsThisOne() {
        SourceColumn json = ChangeBytes.column("j", 2078, "json", false);
        TableShape text = ColumnMapping.shape(SHARD, "t", List.of(ID, json), List.of("id"), ValuePolicies.DEFAULT);
        ValuePolicies variant = new ValuePolicies(
                TimeAs.MICROS, WideDecimal.STRING, ZeroDates.NULL, InvalidText.REPLACE, JsonAs.VARIANT);
        refused(
                "incompatible-column",
                "column j",
                () -> new RowFormat(SHARD, "t", List.of(ID, json), text, variant, losses));
    }

    private static ValuePolicies as(TimeAs timeAs, ZeroDates zeroDates) {
        return new ValuePolicies(timeAs, WideDecimal.STRING, zeroDates, InvalidText.REPLACE, JsonAs.STRING);
    }

    private RowCursor open(ValuePolicies policies, Object... values) {
        List<SourceColumn> columns = List.of(ID, DAY, AT, NOTE, TIME);
        TableShape shape = ColumnMapping.shape(SHARD, "t", columns, List.of("id"), policies);
        return open(new RowFormat(SHARD, "t", columns, shape, policies, losses), values);
    }

    private static RowCursor open(RowFormat format, Object... values) {
        byte[] row = ChangeBytes.row(values).toByteArray();
        RowCursor cursor = new RowCursor();
        cursor.open(format, row, 0, row.length);
        return cursor;
    }

    private static String text(Slice slice) {
        return new String(Arrays.copyOfRange(slice.array(), slice.offset(), slice.offset() + slice.length()), UTF_8);
    }

    private static void refused(String reason, String part, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining(part)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
