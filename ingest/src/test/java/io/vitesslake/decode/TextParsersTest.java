package io.vitesslake.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every parser against the JDK's own reading of the same text, at edges and at random. */
final class TextParsersTest {

    private static final int ROUNDS = 20_000;

    private Random random;

    @BeforeEach
    void seed() {
        long seed = Long.getLong("vitesslake.seed", System.nanoTime());
        System.out.println("TextParsersTest: -Dvitesslake.seed=" + seed);
        random = new Random(seed);
    }

    @Test
    void integersReadAsJavaReadsThem() {
        for (long edge :
                new long[] {0, 1, -1, 9, 10, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE, 999_999_999_999_999_999L
                }) {
            assertThat(integer(Long.toString(edge))).isEqualTo(edge);
        }
        for (int i = 0; i < ROUNDS; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            assertThat(integer(Long.toString(value))).isEqualTo(value);
        }
    }

    @Test
    void zerofillReadsAsTheNumber() {
        assertThat(integer("000042")).isEqualTo(42);
        assertThat(integer("00000000000000000000000000042")).isEqualTo(42);
        assertThat(integer("0000")).isZero();
    }

    @Test
    void anIntegerBeyondItsTypeIsRefused() {
        for (String text : List.of(
                "9223372036854775808", "-9223372036854775809", "18446744073709551615", "99999999999999999999")) {
            refused(MalformedValue.OUT_OF_RANGE, () -> integer(text));
        }
        refused(MalformedValue.OUT_OF_RANGE, () -> IntegerText.parse(bytes("4294967296"), 0, 10, 0, 4294967295L));
        for (String text : List.of("", "-", "1a", "+1", " 1", "1.0", "0x1")) {
            refused(MalformedValue.INVALID_VALUE, () -> integer(text));
        }
    }

    @Test
    void narrowDecimalsReadAsBigDecimalReadsThem() {
        for (int i = 0; i < ROUNDS; i++) {
            int precision = 1 + random.nextInt(18);
            int scale = random.nextInt(precision + 1);
            BigDecimal value = decimal(precision, scale);
            String text = decimalText(value);
            assertThat(unscaled(text, precision, scale))
                    .as(text)
                    .isEqualTo(value.unscaledValue().longValueExact());
        }
    }

    @Test
    void wideDecimalsReadAsBigDecimalReadsThem() {
        for (int i = 0; i < ROUNDS; i++) {
            int precision = 1 + random.nextInt(38);
            int scale = random.nextInt(precision + 1);
            BigDecimal value = decimal(precision, scale);
            String text = decimalText(value);
            assertThat(wide(text, precision, scale))
                    .as(text)
                    .isEqualTo(value.unscaledValue().toByteArray());
        }
        assertThat(wide("18446744073709551615", 20, 0)).isEqualTo(new BigInteger("18446744073709551615").toByteArray());
        assertThat(wide("-" + "9".repeat(38), 38, 0)).isEqualTo(new BigInteger("-" + "9".repeat(38)).toByteArray());
    }

    @Test
    void decimalsOfOtherLengthsAreAdjustedOnlyIfExact() {
        assertThat(unscaled("1.5", 12, 2)).isEqualTo(150);
        assertThat(unscaled("1.500", 12, 2)).isEqualTo(150);
        assertThat(unscaled("-.5", 12, 2)).isEqualTo(-50);
        assertThat(unscaled("-0.00", 12, 2)).isZero();
        assertThat(unscaled("0000000000000000000000001.00", 3, 2)).isEqualTo(100);
        assertThat(unscaled("0.00", 2, 2)).isZero();
        assertThat(wide("000000000000000000000000000000000000000000001.50000", 38, 2))
                .isEqualTo(new byte[] {0, (byte) 150});
        assertThat(wide("-0", 38, 2)).isEqualTo(new byte[] {0});
        for (String text : List.of(
                "1.505", "0.001", "10000000000", "9999999999999999999", "99999999999999999999999999999999999999999")) {
            refused(MalformedValue.OUT_OF_RANGE, () -> unscaled(text, 12, 2));
            refused(MalformedValue.OUT_OF_RANGE, () -> wide(text, 12, 2));
        }
        refused(MalformedValue.OUT_OF_RANGE, () -> unscaled("9999999999999999990", 18, 0));
        refused(MalformedValue.OUT_OF_RANGE, () -> wide("9".repeat(39), 38, 0));
        for (String text : List.of("", "-", ".", "1.2.3", "1e5", "x")) {
            refused(MalformedValue.INVALID_VALUE, () -> unscaled(text, 12, 2));
            refused(MalformedValue.INVALID_VALUE, () -> wide(text, 12, 2));
        }
    }

    @Test
    void doublesReadAsJavaReadsThemInBothNotations() {
        for (String text : List.of(
                "0",
                "-0",
                "0.1",
                "1E-01",
                "1e20",
                "1E+20",
                "1.7976931348623157E+308",
                "2.2250738585072014e-308",
                "4.9E-324",
                "123456789012345678",
                "9007199254740993",
                "1e22",
                "1e23",
                "0e999",
                "1.",
                ".5")) {
            sameDouble(text);
        }
        for (int i = 0; i < ROUNDS; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                sameDouble(Double.toString(value));
                sameDouble(String.format(Locale.ROOT, "%.6e", value));
            }
            sameDouble(new BigDecimal(random.nextInt())
                    .movePointLeft(random.nextInt(9))
                    .toPlainString());
        }
    }

    @Test
    void floatsReadAsJavaReadsThemInBothNotations() {
        for (String text : List.of(
                "0",
                "-0",
                "1.6777216E+07",
                "16777200",
                "3.40282e38",
                "3.4028235E+38",
                "1.4E-45",
                "1.17549435E-38",
                "16777217",
                "16777219",
                "0.1",
                "8388608.5",
                "8388609.5",
                "7.038531e-26",
                "1.00000017881393432617187499")) {
            sameFloat(text);
        }
        for (int i = 0; i < ROUNDS; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                sameFloat(Float.toString(value));
                sameFloat(new BigDecimal(value)
                        .round(new java.math.MathContext(6))
                        .toString());
                // Halfway to the next float, where rounding twice goes wrong.
                sameFloat(new BigDecimal(value)
                        .add(new BigDecimal(Math.ulp(value)).divide(new BigDecimal(2)))
                        .toString());
            }
        }
    }

    @Test
    void whatIsNoFloatingNumberIsRefused() {
        for (String text : List.of("", "-", "NaN", "Infinity", "1f", "0x1p3", "1e", "1e+", " 1", "1e999")) {
            refused(MalformedValue.INVALID_VALUE, () -> FloatingText.parseDouble(bytes(text), 0, text.length()));
        }
        refused(MalformedValue.INVALID_VALUE, () -> FloatingText.parseFloat(bytes("1e39"), 0, 4));
    }

    @Test
    void datesAndTimesReadAsJavaReadsThem() {
        for (int i = 0; i < ROUNDS; i++) {
            LocalDate date = LocalDate.ofEpochDay(random.nextInt(3_652_059) - 719_528);
            assertThat(TemporalText.date(bytes(date.toString()), 0, 10))
                    .as("%s", date)
                    .isEqualTo(date.toEpochDay());
            int digits = random.nextInt(7);
            LocalDateTime time = date.atTime(
                    random.nextInt(24), random.nextInt(60), random.nextInt(60), random.nextInt(1_000_000_000));
            String pattern = "uuuu-MM-dd HH:mm:ss" + (digits == 0 ? "" : "." + "S".repeat(digits));
            String text = time.format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
            LocalDateTime cut = LocalDateTime.parse(text, DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
            long micros = ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), cut);
            assertThat(TemporalText.micros(bytes("x" + text + "x"), 1, text.length()))
                    .as(text)
                    .isEqualTo(micros);
        }
    }

    @Test
    void zeroAndPartialDatesAreNamedAsSuch() {
        for (String text :
                List.of("0000-00-00", "2024-00-01", "2024-01-00", "2023-02-29", "2024-04-31", "1900-02-29")) {
            assertThat(TemporalText.isOffCalendar(bytes(text), 0, text.length()))
                    .isTrue();
            refused(MalformedValue.ZERO_DATE, () -> TemporalText.date(bytes(text), 0, text.length()));
            refused(MalformedValue.ZERO_DATE, () -> TemporalText.micros(bytes(text + " 00:00:00"), 0, 19));
        }
        for (String text :
                List.of("2023-01-32", "2023-13-01", "2023-1-01", "", "2023-01-01x", "20230101..", "202a-01-01")) {
            refused(MalformedValue.INVALID_VALUE, () -> TemporalText.date(bytes(text), 0, text.length()));
        }
        for (String text : List.of(
                "2023-01-01 24:00:00",
                "2023-01-01T00:00:00",
                "2023-01-01 00:00:00.",
                "2023-01-01 00:00:00.1234567",
                "2023-01-01",
                "2023-01-01 00:60:00")) {
            refused(MalformedValue.INVALID_VALUE, () -> TemporalText.micros(bytes(text), 0, text.length()));
        }
    }

    @Test
    void utf8IsAcceptedExactlyWhenJavaDecodesIt() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] text = new StringBuilder()
                    .appendCodePoint(codePoint())
                    .append("some ascii text")
                    .appendCodePoint(codePoint())
                    .toString()
                    .getBytes(UTF_8);
            if (random.nextBoolean()) {
                text[random.nextInt(text.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(text, text.length - random.nextInt(3));
            assertThat(accepted(cut)).as("%s", Arrays.toString(cut)).isEqualTo(decodable(cut));
        }
    }

    private int codePoint() {
        int[] tops = {0x80, 0x800, 0xD800, 0x10000, 0x110000};
        int code = random.nextInt(tops[random.nextInt(tops.length)]);
        return code >= 0xD800 && code < 0xE000 ? 0xE000 : code;
    }

    private static boolean accepted(byte[] text) {
        byte[] out = new byte[text.length * TextDecoder.MAX_GROWTH];
        boolean valid = Utf8Text.UTF8.decode(text, 0, text.length, out, false) == text.length;
        assertThat(Utf8Text.UTF8.isUtf8(text, 0, text.length)).isEqualTo(valid);
        return valid;
    }

    private static boolean decodable(byte[] text) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private BigDecimal decimal(int precision, int scale) {
        BigInteger unscaled =
                new BigInteger(4 * precision, random).mod(BigInteger.TEN.pow(1 + random.nextInt(precision)));
        return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale);
    }

    /** As MySQL writes it, or padded, or without trailing zeros. */
    private String decimalText(BigDecimal value) {
        return switch (random.nextInt(3)) {
            case 0 -> value.toPlainString();
            case 1 ->
                value.setScale(value.scale() + 3, RoundingMode.UNNECESSARY).toPlainString();
            default -> value.stripTrailingZeros().toPlainString();
        };
    }

    private static void sameDouble(String text) {
        assertThat(FloatingText.parseDouble(bytes(text), 0, text.length()))
                .as(text)
                .isEqualTo(Double.valueOf(text));
    }

    private static void sameFloat(String text) {
        if (!Float.isInfinite(Float.parseFloat(text))) {
            assertThat(FloatingText.parseFloat(bytes(text), 0, text.length()))
                    .as(text)
                    .isEqualTo(Float.valueOf(text));
        }
    }

    private static long integer(String text) {
        return IntegerText.parse(bytes("9" + text + "9"), 1, text.length());
    }

    private static long unscaled(String text, int precision, int scale) {
        return DecimalText.unscaled(bytes("9" + text + "9"), 1, text.length(), precision, scale);
    }

    private static byte[] wide(String text, int precision, int scale) {
        byte[] out = new byte[DecimalText.WIDE_BYTES];
        int length = DecimalText.wide(bytes("9" + text + "9"), 1, text.length(), precision, scale, out);
        return Arrays.copyOfRange(out, out.length - length, out.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static void refused(String reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MalformedValue.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
