package io.vitesslake.decode;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** TIME, BIT, spatial values and DECIMAL as text, at their edges and at random. */
final class SpecialTypesTest {

    private static final int ROUNDS = 20_000;

    @Test
    void aTimeIsItsSignedMicroseconds() {
        assertThat(micros("00:00:00")).isZero();
        assertThat(micros("838:59:59")).isEqualTo(3_020_399_000_000L);
        assertThat(micros("-838:59:59.000000")).isEqualTo(-3_020_399_000_000L);
        assertThat(micros("-00:00:00.000001")).isEqualTo(-1);
        assertThat(micros("23:59:59.999999")).isEqualTo(86_399_999_999L);
        assertThat(micros("100:00:00.5")).isEqualTo(360_000_500_000L);
        for (String text : List.of(
                "",
                "-",
                "1:00:00",
                "839:00:00",
                "00:60:00",
                "00:00:60",
                "00:00",
                "00:00:00.",
                "00:00:00.1234567",
                "0a:00:00",
                "00:00:00 ",
                "+01:00:00",
                "0000:00:00",
                "00-00-00")) {
            refused(MalformedValue.INVALID_VALUE, () -> micros(text));
        }
    }

    @Test
    void aTimeAsTextHasTheDigitsOfItsType() {
        assertThat(printed("10:00:00", 0)).isEqualTo("10:00:00");
        assertThat(printed("-00:00:00.000001", 6)).isEqualTo("-00:00:00.000001");
        assertThat(printed("838:59:59", 3)).isEqualTo("838:59:59.000");
        assertThat(printed("-100:00:00.10", 1)).isEqualTo("-100:00:00.1");
        assertThat(printed("-00:00:00", 0)).isEqualTo("00:00:00");
        refused(MalformedValue.OUT_OF_RANGE, () -> printed("00:00:00.15", 1));
    }

    @Test
    void bitsAreAnUnsignedNumber() {
        assertThat(bits("00")).isZero();
        assertThat(bits("01")).isEqualTo(1);
        assertThat(bits("03FF")).isEqualTo(1023);
        assertThat(bits("7FFFFFFFFFFFFFFF")).isEqualTo(Long.MAX_VALUE);
        refused(MalformedValue.OUT_OF_RANGE, () -> bits("8000000000000000"));
        refused(MalformedValue.INVALID_VALUE, () -> bits(""));
        refused(MalformedValue.INVALID_VALUE, () -> bits("000000000000000000"));
        assertThat(wideBits("FFFFFFFFFFFFFFFF")).isEqualTo(new BigInteger("18446744073709551615"));
        assertThat(wideBits("8000000000000000")).isEqualTo(BigInteger.ONE.shiftLeft(63));
        assertThat(wideBits("0000000000000000")).isEqualTo(BigInteger.ZERO);
    }

    @Test
    void aGeometryWithoutSridIsItsWkb() {
        byte[] point = HexFormat.of().parseHex("000000000101000000000000000000F83F00000000000000C0");
        assertThat(GeometryBytes.hasSrid(point, 0, point.length)).isFalse();
    }

    @Test
    void aGeometryWithSridIsEwkbInTheByteOrderOfItsWkb() {
        assertThat(ewkb("E61000000101000000000000000000F83F00000000000000C0"))
                .isEqualTo("0101000020E6100000000000000000F83F00000000000000C0");
        assertThat(ewkb("E610000000000000013FF8000000000000C000000000000000"))
                .isEqualTo("0020000001000010E63FF8000000000000C000000000000000");
        // An empty collection has nothing but its count.
        assertThat(ewkb("01000080010700000000000000")).isEqualTo("01070000200100008000000000");
    }

    @Test
    void whatIsNoGeometryIsRefused() {
        for (String hex : List.of("", "00000000", "0000000001", "E61000000201000000", "E61000000108000000")) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            refused(MalformedValue.INVALID_VALUE, () -> GeometryBytes.hasSrid(bytes, 0, bytes.length));
        }
    }

    @Test
    void aDecimalAsTextIsTheSameForEveryTextOfItsValue() {
        Random random = new Random(1);
        for (int i = 0; i < ROUNDS; i++) {
            int precision = 1 + random.nextInt(65);
            int scale = random.nextInt(Math.min(precision, 30) + 1);
            BigInteger unscaled = new BigInteger(4 * precision, random).mod(BigInteger.TEN.pow(precision));
            BigDecimal value = new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale);
            String plain = value.toPlainString();
            String zeros = "0".repeat(random.nextInt(5));
            String padded = plain.startsWith("-") ? "-" + zeros + plain.substring(1) : zeros + plain;
            String longer = value.setScale(scale + 2, RoundingMode.UNNECESSARY).toPlainString();
            String shorter = value.stripTrailingZeros().toPlainString();
            for (String text : List.of(plain, padded, longer, shorter)) {
                assertThat(decimal(text, scale)).as(text).isEqualTo(plain);
            }
        }
    }

    @Test
    void aDecimalAsTextHasNoNegativeZeroAndNoBarePoint() {
        assertThat(decimal("-0.000", 3)).isEqualTo("0.000");
        assertThat(decimal("-0", 0)).isEqualTo("0");
        assertThat(decimal("-.5", 2)).isEqualTo("-0.50");
        assertThat(decimal("00000", 0)).isEqualTo("0");
        assertThat(decimal("7.00", 0)).isEqualTo("7");
        refused(MalformedValue.OUT_OF_RANGE, () -> decimal("0.001", 2));
        for (String text : List.of("", "-", ".", "1.2.3", "1e5", "x")) {
            refused(MalformedValue.INVALID_VALUE, () -> decimal(text, 2));
        }
    }

    private static long micros(String text) {
        return TimeText.micros(("9" + text + "9").getBytes(US_ASCII), 1, text.length());
    }

    private static String printed(String text, int digits) {
        byte[] out = new byte[TimeText.MAX_LENGTH];
        int size = TimeText.print(text.getBytes(US_ASCII), 0, text.length(), digits, out);
        return new String(out, 0, size, US_ASCII);
    }

    private static long bits(String hex) {
        byte[] bytes = HexFormat.of().parseHex("AA" + hex + "AA");
        return BitBytes.narrow(bytes, 1, bytes.length - 2);
    }

    private static BigInteger wideBits(String hex) {
        byte[] wide = new byte[DecimalText.WIDE_BYTES];
        int size = DecimalText.put(0, BitBytes.unsigned(HexFormat.of().parseHex(hex), 0, 8), wide);
        return new BigInteger(Arrays.copyOfRange(wide, wide.length - size, wide.length));
    }

    private static String ewkb(String hex) {
        byte[] bytes = HexFormat.of().parseHex("AA" + hex);
        assertThat(GeometryBytes.hasSrid(bytes, 1, bytes.length - 1)).isTrue();
        byte[] out = new byte[bytes.length - 1];
        GeometryBytes.ewkb(bytes, 1, bytes.length - 1, out);
        return HexFormat.of().withUpperCase().formatHex(out);
    }

    private static String decimal(String text, int scale) {
        byte[] out = new byte[text.length() + scale + DecimalText.CANONICAL_GROWTH];
        int size = DecimalText.canonical(("9" + text + "9").getBytes(US_ASCII), 1, text.length(), scale, out);
        return new String(out, 0, size, US_ASCII);
    }

    private static void refused(String reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MalformedValue.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
