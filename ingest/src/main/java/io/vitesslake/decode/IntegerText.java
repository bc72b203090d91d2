package io.vitesslake.decode;

/**
 * MySQL integers as decimal text. Leading zeros are accepted: ZEROFILL pads in the copy and not in the binlog
 * (Vitess rowstreamer and rbr.go). Allocates nothing.
 */
final class IntegerText {

    /** Any 18 digits fit a long, so that only longer texts pay for exact arithmetic. */
    private static final int SAFE_DIGITS = 18;

    private IntegerText() {}

    /** An integer from -2^63 to 2^63 - 1. */
    static long parse(byte[] bytes, int offset, int length) {
        int end = offset + length;
        boolean negative = length > 0 && bytes[offset] == '-';
        int at = negative ? offset + 1 : offset;
        if (at == end) {
            throw MalformedValue.of(MalformedValue.INVALID_VALUE, "not an integer", bytes, offset, length);
        }
        int safeEnd = Math.min(end, at + SAFE_DIGITS);
        long value = 0;
        for (; at < safeEnd; at++) {
            value = value * 10 + digit(bytes, at, offset, length);
        }
        if (negative) {
            value = -value;
        }
        return at == end ? value : exact(value, negative, bytes, at, offset, length);
    }

    /** An integer within bounds. */
    static long parse(byte[] bytes, int offset, int length, long min, long max) {
        long value = parse(bytes, offset, length);
        if (value < min || value > max) {
            throw MalformedValue.of(
                    MalformedValue.OUT_OF_RANGE, "not from " + min + " to " + max, bytes, offset, length);
        }
        return value;
    }

    private static long exact(long start, boolean negative, byte[] bytes, int from, int offset, int length) {
        long value = start;
        for (int at = from; at < offset + length; at++) {
            int digit = digit(bytes, at, offset, length);
            try {
                value = Math.addExact(Math.multiplyExact(value, 10L), negative ? -digit : digit);
            } catch (ArithmeticException e) {
                throw MalformedValue.of(MalformedValue.OUT_OF_RANGE, "beyond 64 bits", bytes, offset, length);
            }
        }
        return value;
    }

    private static int digit(byte[] bytes, int at, int offset, int length) {
        int digit = bytes[at] - '0';
        if (digit < 0 || digit > 9) {
            throw MalformedValue.of(MalformedValue.INVALID_VALUE, "not an integer", bytes, offset, length);
        }
        return digit;
    }
}
