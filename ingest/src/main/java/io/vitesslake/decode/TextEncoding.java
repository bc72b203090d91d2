package io.vitesslake.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * How a MySQL character set becomes UTF-8. VStream never transcodes: text arrives in the column's own character set.
 * Ids are those of MySQL 8 and 5.7 (INFORMATION_SCHEMA.COLLATIONS; Vitess go/mysql/collations/mysqlversion.go).
 */
enum TextEncoding {
    /** utf8mb4 and utf8mb3: checked and passed on. */
    UTF8,
    /** Bytes below 0x80. */
    ASCII,
    /** MySQL's latin1, which is cp1252 with its five holes filled by C1 controls (strings/ctype-latin1.c). */
    LATIN1,
    /** No character set: bytes. */
    BINARY;

    static final int BINARY_COLLATION = 63;

    /** A transcoded byte takes at most this many. */
    static final int MAX_GROWTH = 3;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** What latin1 bytes 0x80 to 0x9F stand for. */
    private static final char[] C1 =
            ("\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
                            + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178")
                    .toCharArray();

    /** The encoding of a collation id, or null for a character set that is not read yet. */
    static TextEncoding ofCollation(int id) {
        return switch (id) {
            case BINARY_COLLATION -> BINARY;
            case 11, 65 -> ASCII;
            case 5, 8, 15, 31, 47, 48, 49, 94 -> LATIN1;
            case 33, 76, 83, 223, 45, 46 -> UTF8;
            default -> id >= 192 && id <= 215 || id >= 224 && id <= 247 || id >= 255 && id <= 323 ? UTF8 : null;
        };
    }

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

    /** Refuses what is not UTF-8 (Unicode 15, table 3-7: no overlong form, no surrogate, nothing above U+10FFFF). */
    static void requireUtf8(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = asciiEnd(bytes, offset, end);
        while (at < end) {
            int size = sequence(bytes, at, end);
            if (size == 0) {
                throw MalformedValue.of(MalformedValue.INVALID_TEXT, "not UTF-8", bytes, offset, length);
            }
            at += size;
        }
    }

    /** Length of the well-formed sequence at an offset, or 0. */
    private static int sequence(byte[] bytes, int at, int end) {
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

    /**
     * Writes latin1 text as UTF-8.
     *
     * @param out at least {@link #MAX_GROWTH} times the length
     * @return how many bytes were written
     */
    static int latin1ToUtf8(byte[] bytes, int offset, int length, byte[] out) {
        int to = 0;
        for (int at = offset; at < offset + length; at++) {
            int value = bytes[at] & 0xFF;
            if (value < 0x80) {
                out[to++] = (byte) value;
                continue;
            }
            int code = value < 0xA0 ? C1[value - 0x80] : value;
            if (code < 0x800) {
                out[to++] = (byte) (0xC0 | code >> 6);
            } else {
                out[to++] = (byte) (0xE0 | code >> 12);
                out[to++] = (byte) (0x80 | code >> 6 & 0x3F);
            }
            out[to++] = (byte) (0x80 | code & 0x3F);
        }
        return to;
    }
}
