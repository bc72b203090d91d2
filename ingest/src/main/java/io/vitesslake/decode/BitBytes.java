package io.vitesslake.decode;

/** A MySQL BIT(n): (n + 7) / 8 bytes, big endian. Allocates nothing. */
final class BitBytes {

    private BitBytes() {}

    /** The value of at most 63 bits. */
    static long narrow(byte[] bytes, int offset, int length) {
        long value = unsigned(bytes, offset, length);
        if (value < 0) {
            throw MalformedValue.of(MalformedValue.OUT_OF_RANGE, "beyond 63 bits", bytes, offset, length);
        }
        return value;
    }

    /** The value of at most 64 bits, to be read as unsigned. */
    static long unsigned(byte[] bytes, int offset, int length) {
        if (length < 1 || length > Long.BYTES) {
            throw MalformedValue.of(MalformedValue.INVALID_VALUE, "not 1 to 64 bits", bytes, offset, length);
        }
        long value = 0;
        for (int at = offset; at < offset + length; at++) {
            value = value << Byte.SIZE | bytes[at] & 0xFF;
        }
        return value;
    }
}
