package io.vitesslake.decode;

/**
 * MySQL decimals as text: sign, digits, point, digits. Exact: a digit that the scale cannot hold is an error unless it
 * is zero. Allocates nothing.
 */
final class DecimalText {

    /** Bytes that hold any unscaled value of up to 38 digits. */
    static final int WIDE_BYTES = 16;

    private static final int CHUNK_DIGITS = 18;
    private static final long[] POWERS = new long[CHUNK_DIGITS + 1];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private DecimalText() {}

    /**
     * The unscaled value.
     *
     * @param precision 1 to 18
     */
    static long unscaled(byte[] bytes, int offset, int length, int precision, int scale) {
        int end = offset + length;
        boolean signed = length > 0 && (bytes[offset] == '-' || bytes[offset] == '+');
        long value = 0;
        int digits = 0;
        int fraction = -1;
        for (int at = signed ? offset + 1 : offset; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit >= 0 && digit <= 9) {
                digits++;
                if (fraction < scale) {
                    requireRange(value < POWERS[precision - 1], bytes, offset, length);
                    value = value * 10 + digit;
                    fraction = fraction < 0 ? fraction : fraction + 1;
                } else {
                    requireExact(digit == 0, bytes, offset, length);
                }
            } else {
                requireValue(bytes[at] == '.' && fraction < 0, bytes, offset, length);
                fraction = 0;
            }
        }
        requireValue(digits > 0, bytes, offset, length);
        int missing = scale - Math.max(fraction, 0);
        requireRange(value < POWERS[Math.max(precision - missing, 0)], bytes, offset, length);
        value *= POWERS[missing];
        return signed && bytes[offset] == '-' ? -value : value;
    }

    /**
     * The unscaled value as two's complement, big endian, shortest form.
     *
     * @param precision 1 to 38
     * @param out at least {@link #WIDE_BYTES}; the value ends at that index
     * @return how many bytes the value takes
     */
    static int wide(byte[] bytes, int offset, int length, int precision, int scale, byte[] out) {
        int end = offset + length;
        boolean signed = length > 0 && (bytes[offset] == '-' || bytes[offset] == '+');
        long high = 0;
        long low = 0;
        long chunk = 0;
        int chunkDigits = 0;
        int significant = 0;
        int digits = 0;
        int fraction = -1;
        for (int at = signed ? offset + 1 : offset; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                requireValue(bytes[at] == '.' && fraction < 0, bytes, offset, length);
                fraction = 0;
                continue;
            }
            digits++;
            if (fraction == scale) {
                requireExact(digit == 0, bytes, offset, length);
                continue;
            }
            fraction = fraction < 0 ? fraction : fraction + 1;
            significant = significant > 0 || digit > 0 ? significant + 1 : 0;
            requireRange(significant <= precision, bytes, offset, length);
            chunk = chunk * 10 + digit;
            if (++chunkDigits == CHUNK_DIGITS) {
                high = timesHigh(high, low, POWERS[CHUNK_DIGITS], chunk);
                low = low * POWERS[CHUNK_DIGITS] + chunk;
                chunk = 0;
                chunkDigits = 0;
            }
        }
        requireValue(digits > 0, bytes, offset, length);
        high = timesHigh(high, low, POWERS[chunkDigits], chunk);
        low = low * POWERS[chunkDigits] + chunk;
        int missing = scale - Math.max(fraction, 0);
        requireRange(significant == 0 || significant + missing <= precision, bytes, offset, length);
        for (int left = missing; left > 0; left -= CHUNK_DIGITS) {
            long power = POWERS[Math.min(left, CHUNK_DIGITS)];
            high = timesHigh(high, low, power, 0);
            low *= power;
        }
        boolean negative = signed && bytes[offset] == '-';
        return put(negative ? (low == 0 ? -high : ~high) : high, negative ? -low : low, out);
    }

    /** High half of {@code (high, low) * factor + addend}; factor and addend are below 2^63, the result below 2^127. */
    private static long timesHigh(long high, long low, long factor, long addend) {
        // Math.multiplyHigh is signed: a set top bit of low counts for another factor.
        long carried = Math.multiplyHigh(low, factor) + (low < 0 ? factor : 0);
        long lowProduct = low * factor;
        long carry = Long.compareUnsigned(lowProduct + addend, lowProduct) < 0 ? 1 : 0;
        return high * factor + carried + carry;
    }

    private static int put(long high, long low, byte[] out) {
        for (int i = 0; i < 8; i++) {
            out[i] = (byte) (high >>> (56 - 8 * i));
            out[8 + i] = (byte) (low >>> (56 - 8 * i));
        }
        int first = 0;
        while (first < WIDE_BYTES - 1 && out[first] == (byte) (out[first + 1] >> 7)) {
            first++;
        }
        return WIDE_BYTES - first;
    }

    private static void requireValue(boolean condition, byte[] bytes, int offset, int length) {
        if (!condition) {
            throw MalformedValue.of(MalformedValue.INVALID_VALUE, "not a decimal", bytes, offset, length);
        }
    }

    private static void requireRange(boolean condition, byte[] bytes, int offset, int length) {
        if (!condition) {
            throw MalformedValue.of(MalformedValue.OUT_OF_RANGE, "more digits than the type", bytes, offset, length);
        }
    }

    private static void requireExact(boolean condition, byte[] bytes, int offset, int length) {
        if (!condition) {
            throw MalformedValue.of(MalformedValue.OUT_OF_RANGE, "more digits than the scale", bytes, offset, length);
        }
    }
}
