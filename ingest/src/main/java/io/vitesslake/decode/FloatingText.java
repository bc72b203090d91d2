package io.vitesslake.decode;

import java.nio.charset.StandardCharsets;

/**
 * MySQL FLOAT and DOUBLE as text: {@code 0.1} in the copy, {@code 1E-01} in the binlog. Correctly rounded. Short
 * mantissas take an exact path without allocation (Clinger 1990: mantissa and power of ten are both exact, so one
 * operation rounds once).
 */
final class FloatingText {

    private static final long MAX_EXACT_DOUBLE = 1L << 53;
    private static final int MAX_MANTISSA_DIGITS = 18;
    private static final int MAX_EXPONENT = 9_999;
    private static final long BELOW_FLOAT = (1L << 29) - 1;
    private static final long HALFWAY = 1L << 28;
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private FloatingText() {}

    static double parseDouble(byte[] bytes, int offset, int length) {
        double fast = exactOrNaN(bytes, offset, length);
        return Double.isNaN(fast) ? slowDouble(bytes, offset, length) : fast;
    }

    static float parseFloat(byte[] bytes, int offset, int length) {
        double near = exactOrNaN(bytes, offset, length);
        double size = Math.abs(near);
        // A correctly rounded double rounds to the right float unless it lies on the border between two floats.
        boolean border = (Double.doubleToRawLongBits(near) & BELOW_FLOAT) == HALFWAY;
        if (near == 0 || size >= Float.MIN_NORMAL && size <= Float.MAX_VALUE && !border) {
            return (float) near;
        }
        return slowFloat(bytes, offset, length);
    }

    /** The correctly rounded value, or NaN when the short path cannot tell (also for what is no number at all). */
    private static double exactOrNaN(byte[] bytes, int offset, int length) {
        int end = offset + length;
        boolean negative = length > 0 && bytes[offset] == '-';
        int at = negative ? offset + 1 : offset;
        long mantissa = 0;
        int digits = 0;
        int point = -1;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9) {
                mantissa = mantissa * 10 + digit;
                digits++;
            } else if (bytes[at] == '.' && point < 0) {
                point = digits;
            } else {
                break;
            }
        }
        if (digits == 0 || digits > MAX_MANTISSA_DIGITS || mantissa > MAX_EXACT_DOUBLE) {
            return Double.NaN;
        }
        int exponent = point < 0 ? 0 : point - digits;
        if (at < end) {
            int told = exponent(bytes, at, end);
            if (told > MAX_EXPONENT) {
                return Double.NaN;
            }
            exponent += told;
        }
        if (mantissa != 0 && Math.abs(exponent) >= POWERS.length) {
            return Double.NaN;
        }
        double value = mantissa;
        if (mantissa != 0) {
            value = exponent < 0 ? value / POWERS[-exponent] : value * POWERS[exponent];
        }
        return negative ? -value : value;
    }

    /** The exponent after {@code e} or {@code E}, or more than {@link #MAX_EXPONENT} when it is none that we read. */
    private static int exponent(byte[] bytes, int from, int end) {
        boolean marked = bytes[from] == 'e' || bytes[from] == 'E';
        int at = from + 1;
        boolean negative = at < end && bytes[at] == '-';
        if (at < end && (negative || bytes[at] == '+')) {
            at++;
        }
        if (!marked || at == end || end - at > 4) {
            return Integer.MAX_VALUE;
        }
        int value = 0;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return Integer.MAX_VALUE;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private static double slowDouble(byte[] bytes, int offset, int length) {
        String text = text(bytes, offset, length);
        try {
            double value = Double.parseDouble(text);
            requireNumber(!Double.isInfinite(value), bytes, offset, length);
            return value;
        } catch (NumberFormatException e) {
            throw MalformedValue.of(MalformedValue.INVALID_VALUE, "not a floating number", bytes, offset, length);
        }
    }

    private static float slowFloat(byte[] bytes, int offset, int length) {
        String text = text(bytes, offset, length);
        try {
            float value = Float.parseFloat(text);
            requireNumber(!Float.isInfinite(value), bytes, offset, length);
            return value;
        } catch (NumberFormatException e) {
            throw MalformedValue.of(MalformedValue.INVALID_VALUE, "not a floating number", bytes, offset, length);
        }
    }

    /**
     * Text of digits, signs, point and exponent only: Java would also read {@code NaN}, {@code 1f} or {@code 0x1p0}.
     */
    private static String text(byte[] bytes, int offset, int length) {
        for (int at = offset; at < offset + length; at++) {
            boolean known = bytes[at] >= '0' && bytes[at] <= '9' || "+-.eE".indexOf(bytes[at]) >= 0;
            requireNumber(known, bytes, offset, length);
        }
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    private static void requireNumber(boolean condition, byte[] bytes, int offset, int length) {
        if (!condition) {
            throw MalformedValue.of(
                    MalformedValue.INVALID_VALUE, "not a floating number of the type", bytes, offset, length);
        }
    }
}
