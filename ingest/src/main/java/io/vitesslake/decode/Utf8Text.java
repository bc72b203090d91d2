package io.vitesslake.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** utf8mb4, utf8mb3 and ascii: checked and passed on. Stateless. */
enum Utf8Text implements TextDecoder {
    UTF8 {
        @Override
        int sequence(byte[] bytes, int at, int end) {
            return Utf8Text.utf8Sequence(bytes, at, end);
        }
    },
    ASCII {
        @Override
        int sequence(byte[] bytes, int at, int end) {
            return bytes[at] >= 0 ? 1 : 0;
        }
    };

    static final int REPLACEMENT = 0xFFFD;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Length of the character at an offset, or 0. */
    abstract int sequence(byte[] bytes, int at, int end);

    /** Offset of the first byte of 0x80 or more, or the end. */
    static int asciiEnd(byte[] bytes, int offset, int end) {
        int at = offset;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long high = (long) LONGS.get(bytes, at) & HIGH_BITS;
            if (high != 0) {
                return at + Long.numberOfTrailingZeros(high) / Byte.SIZE;
            }
        }
        while (at < end && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** Writes a code point and returns the offset after it. */
    static int put(int code, byte[] out, int at) {
        int to = at;
        if (code < 0x80) {
            out[to++] = (byte) code;
            return to;
        }
        if (code < 0x800) {
            out[to++] = (byte) (0xC0 | code >> 6);
        } else {
            if (code < 0x10000) {
                out[to++] = (byte) (0xE0 | code >> 12);
            } else {
                out[to++] = (byte) (0xF0 | code >> 18);
                out[to++] = (byte) (0x80 | code >> 12 & 0x3F);
            }
            out[to++] = (byte) (0x80 | code >> 6 & 0x3F);
        }
        out[to++] = (byte) (0x80 | code & 0x3F);
        return to;
    }

    @Override
    public boolean isUtf8(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = asciiEnd(bytes, offset, end);
        while (at < end) {
            int size = sequence(bytes, at, end);
            if (size == 0) {
                return false;
            }
            at += size;
        }
        return true;
    }

    @Override
    public int decode(byte[] bytes, int offset, int length, byte[] out, boolean replace) {
        int end = offset + length;
        int to = 0;
        for (int at = offset; at < end; ) {
            int size = sequence(bytes, at, end);
            if (size == 0 && !replace) {
                return INVALID;
            }
            if (size == 0) {
                to = put(REPLACEMENT, out, to);
                at++;
            }
            for (int i = 0; i < size; i++) {
                out[to++] = bytes[at++];
            }
        }
        return to;
    }

    @Override
    public boolean isInjective() {
        return true;
    }

    /** Unicode 15, table 3-7: no overlong form, no surrogate, nothing above U+10FFFF. */
    private static int utf8Sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        int size = first < 0xC2 || first > 0xF4 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (size == 0 || end - at < size) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        boolean formed = second >= low && second <= high;
        for (int i = 2; i < size; i++) {
            formed &= (bytes[at + i] & 0xC0) == 0x80;
        }
        return formed ? size : 0;
    }
}
