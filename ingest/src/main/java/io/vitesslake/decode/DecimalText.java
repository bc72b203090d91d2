package io.vitesslake.decode;

/**
 * MySQL decimals as text: sign, digits, point, digits. Exact: a digit that the scale cannot hold is an error unless it
 * is zero. Allocates nothing.
 */
final class DecimalText {

    /** Bytes that hold any unscaled value of up to 38 digits. */
    static final int WIDE_BYTES = 16;

    /** Bytes that a canonical text may have more than the given one and its scale: sign, zero, point. */
    static final int CANONICAL_GROWTH = 3;

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

    /**
     * Writes a 128-bit number as two's complement, big endian, shortest form.
     *
     * @param out at least {@link #WIDE_BYTES}; the value ends at that index
     * @return how many bytes the value takes
     */
    static int put(long high, long low, byte[] out) {
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

    /**
     * The canonical text, as MySQL prints a decimal without ZEROFILL: no needless zero in front, all digits of the scale.
     *
     * @param out at least the length plus the scale plus {@link #CANONICAL_GROWTH}
     * @return how many bytes were written
     */
    static int canonical(byte[] bytes, int offset, int length, int scale, byte[] out) {
        int end = offset + length;
        boolean signed = length > 0 && (bytes[offset] == '-' || bytes[offset] == '+');
        int to = signed && bytes[offset] == '-' ? 1 : 0;
        int first = to;
        int digits = 0;
        int fraction = -1;
        boolean zero = true;
        for (int at = signed ? offset + 1 : offset; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                requireValue(bytes[at] == '.' && fraction < 0, bytes, offset, length);
                fraction = 0;
                to = point(out, first, to);
                continue;
            }
            digits++;
            zero &= digit == 0;
            if (fraction == scale) {
                requireExact(digit == 0, bytes, offset, length);
            } else if (fraction >= 0 || digit > 0 || to > first) {
                out[to++] = bytes[at];
                fraction = fraction < 0 ? fraction : fraction + 1;
            }
        }
        requireValue(digits > 0, bytes, offset, length);
        if (fraction < 0) {
            to = point(out, first, to);
            fraction = 0;
        }
        for (; fraction < scale; fraction++) {
            out[to++] = '0';
        }
        to = scale == 0 ? to - 1 : to;
        return sign(out, first, to, zero);
    }

    private static int point(byte[] out, int first, int at) {
        int to = at;
        if (to == first) {
            out[to++] = '0';
        }
        out[to++] = '.';
        return to;
    }

    /** Puts the minus into the place left for it; there is no negative zero. */
    private static int sign(byte[] out, int first, int end, boolean zero) {
        if (first == 0) {
            return end;
        }
        if (zero) {
            System.arraycopy(out, 1, out, 0, end - 1);
            return end - 1;
        }
        out[0] = '-';
        return end;
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
