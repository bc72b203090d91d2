package io.vitesslake.decode;

/** MySQL TIME(f) as text, {@code [-]hh:mm:ss[.f…]} with two or three digits of hours. Allocates nothing. */
final class TimeText {

    static final long MICROS_A_DAY = 86_400_000_000L;

    /** The longest text, {@code -838:59:59.000000}. */
    static final int MAX_LENGTH = 17;

    private static final int MOST_HOURS = 838;
    private static final int MICRO_DIGITS = 6;
    private static final int AFTER_HOURS = 6;
    private static final long[] UNITS = {1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};

    private TimeText() {}

    /** Signed microseconds. */
    static long micros(byte[] bytes, int offset, int length) {
        int end = offset + length;
        boolean negative = length > 0 && bytes[offset] == '-';
        int at = negative ? offset + 1 : offset;
        int hourDigits = end - at > 2 && bytes[at + 2] == ':' ? 2 : 3;
        int minutes = at + hourDigits;
        require(
                end - minutes >= AFTER_HOURS && bytes[minutes] == ':' && bytes[minutes + 3] == ':',
                bytes,
                offset,
                length);
        long hours = number(bytes, at, hourDigits, offset, length);
        long minute = number(bytes, minutes + 1, 2, offset, length);
        long second = number(bytes, minutes + 4, 2, offset, length);
        require(hours <= MOST_HOURS && minute < 60 && second < 60, bytes, offset, length);
        long micros = ((hours * 60 + minute) * 60 + second) * 1_000_000;
        int point = minutes + AFTER_HOURS;
        if (point < end) {
            int digits = end - point - 1;
            require(bytes[point] == '.' && digits >= 1 && digits <= MICRO_DIGITS, bytes, offset, length);
            micros += number(bytes, point + 1, digits, offset, length) * UNITS[digits];
        }
        return negative ? -micros : micros;
    }

    static boolean isOfDay(long micros) {
        return micros >= 0 && micros < MICROS_A_DAY;
    }

    /**
     * Writes the canonical text of a value.
     *
     * @param digits of the fraction; further ones must be zero
     * @param out at least {@link #MAX_LENGTH}
     * @return how many bytes were written
     */
    static int print(byte[] bytes, int offset, int length, int digits, byte[] out) {
        long signed = micros(bytes, offset, length);
        long micros = Math.abs(signed);
        if (micros % UNITS[digits] != 0) {
            throw MalformedValue.of(MalformedValue.OUT_OF_RANGE, "more digits than the type", bytes, offset, length);
        }
        long seconds = micros / 1_000_000;
        long hours = seconds / 3600;
        int to = 0;
        if (signed < 0) {
            out[to++] = '-';
        }
        to = put(hours, hours > 99 ? 3 : 2, out, to);
        out[to++] = ':';
        to = put(seconds / 60 % 60, 2, out, to);
        out[to++] = ':';
        to = put(seconds % 60, 2, out, to);
        if (digits > 0) {
            out[to++] = '.';
            to = put(micros % 1_000_000 / UNITS[digits], digits, out, to);
        }
        return to;
    }

    private static int put(long value, int digits, byte[] out, int at) {
        long left = value;
        for (int i = at + digits - 1; i >= at; i--) {
            out[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return at + digits;
    }

    private static int number(byte[] bytes, int at, int digits, int offset, int length) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            int digit = bytes[i] - '0';
            require(digit >= 0 && digit <= 9, bytes, offset, length);
            value = value * 10 + digit;
        }
        return value;
    }

    private static void require(boolean condition, byte[] bytes, int offset, int length) {
        if (!condition) {
            throw MalformedValue.of(MalformedValue.INVALID_VALUE, "not a time", bytes, offset, length);
        }
    }
}
