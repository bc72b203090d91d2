package io.vitesslake.verify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** One text for each value: two values are the same when their texts are. */
final class CanonicalText {

    private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);
    private static final char REPLACEMENT = '\uFFFD';

    private CanonicalText() {}

    static String integer(BigInteger value) {
        return value.toString();
    }

    static String decimal(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** With all digits of its scale, as MySQL prints it; without the zeros that ZEROFILL puts in front. */
    static String printedDecimal(BigDecimal value) {
        return value.toPlainString();
    }

    /**
     * MySQL prints a FLOAT with six digits (FLT_DIG), so that a lake that was copied has those and no more: floats are the same
     * when these digits are.
     */
    static String sixDigits(float value) {
        return Float.isFinite(value)
                ? decimal(new BigDecimal((double) value).round(SIX_DIGITS))
                : Float.toString(value);
    }

    static String number(double value) {
        // Also makes one of the two zeros.
        return Double.toString(value + 0.0);
    }

    static String date(LocalDate value) {
        return value.toString();
    }

    static String dateTime(LocalDateTime value) {
        return value.toString();
    }

    /** @param micros since 1970-01-01T00:00Z */
    static String moment(long micros) {
        return Long.toString(micros);
    }

    static String micros(long value) {
        return Long.toString(value);
    }

    /** Where a text is not valid MySQL answers a question mark and the lake has U+FFFD: those two are the same. */
    static String text(String value) {
        return value.indexOf(REPLACEMENT) < 0 ? value : value.replace(REPLACEMENT, '?');
    }

    /** One character a byte. */
    static String bytes(byte[] value) {
        return new String(value, StandardCharsets.ISO_8859_1);
    }

    /** What is not as its type says; the same as nothing that is. */
    static String unreadable(String value) {
        return "\0unreadable " + value;
    }
}
