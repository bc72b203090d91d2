package io.vitesslake.decode;

import java.util.BitSet;

/**
 * A character set by its characters of one to four bytes. Two bytes begin with 0x80 or more, three with 0x8F (EUC), four
 * are those of GB 18030. Immutable once {@link CharacterTables} has filled it; any thread. Decoding allocates nothing.
 */
final class CharacterTable implements TextDecoder {

    /** Four bytes in the order of GB 18030: the last counts fastest, bytes 2 and 4 are digits. */
    static final int QUADS_OF_PLANE_0 = 39_420;

    private static final int FIRST_SUPPLEMENTARY_QUAD = 189_000;
    private static final int TRIPLE_LEAD = 0x8F;

    /** Code points by bytes; 0 where there is none, except for byte 0. */
    private final char[] singles = new char[1 << 8];

    private final char[] pairs;
    private final char[] triples;
    private final char[] quads;
    private boolean keepsAscii = true;
    private boolean injective = true;

    /**
     * @param mostBytes 1 to 4 bytes of a character
     */
    CharacterTable(int mostBytes) {
        this.pairs = new char[mostBytes > 1 ? 1 << 15 : 0];
        this.triples = new char[mostBytes == 3 ? 1 << 16 : 0];
        this.quads = new char[mostBytes == 4 ? QUADS_OF_PLANE_0 : 0];
    }

    /**
     * Gives a character its code point, or takes it away.
     *
     * @param bytes the character as a number, big endian
     * @param size how many bytes
     * @param code in plane 0; 0 for none
     */
    void set(long bytes, int size, int code) {
        switch (size) {
            case 1 -> singles[(int) bytes] = (char) code;
            case 2 -> pairs[(int) bytes & 0x7FFF] = (char) code;
            case 3 -> triples[(int) bytes & 0xFFFF] = (char) code;
            case 4 -> quads[quad((int) bytes)] = (char) code;
            default -> throw new IllegalArgumentException("No character has " + size + " bytes");
        }
    }

    /** Learns what holds for all characters, after the last {@link #set}. */
    CharacterTable completed() {
        BitSet seen = new BitSet();
        for (char[] codes : new char[][] {singles, pairs, triples, quads}) {
            for (char code : codes) {
                injective &= code == 0 || !seen.get(code);
                seen.set(code);
            }
        }
        for (int i = 0; i < 0x80; i++) {
            keepsAscii &= singles[i] == i;
        }
        return this;
    }

    @Override
    public boolean isUtf8(byte[] bytes, int offset, int length) {
        return keepsAscii && Utf8Text.asciiEnd(bytes, offset, offset + length) == offset + length;
    }

    @Override
    public int decode(byte[] bytes, int offset, int length, byte[] out, boolean replace) {
        int end = offset + length;
        int to = 0;
        int at = offset;
        while (at < end) {
            int first = bytes[at] & 0xFF;
            int code = singles[first];
            int size = 1;
            if (code == 0 && first != 0) {
                size = size(bytes, at, end);
                code = size == 0 ? INVALID : code(bytes, at, size);
                if (code == INVALID) {
                    if (!replace) {
                        return INVALID;
                    }
                    size = end - at > 1 && pairs.length > 0 && bytes[at + 1] < 0 ? 2 : 1;
                    code = Utf8Text.REPLACEMENT;
                }
            }
            to = Utf8Text.put(code, out, to);
            at += size;
        }
        return to;
    }

    @Override
    public boolean isInjective() {
        return injective;
    }

    /** Size of the character of several bytes at an offset, or 0. */
    private int size(byte[] bytes, int at, int end) {
        if (pairs.length == 0 || bytes[at] >= 0 || end - at < 2) {
            return 0;
        }
        if (pairs[pair(bytes, at)] != 0) {
            return 2;
        }
        if (triples.length > 0 && (bytes[at] & 0xFF) == TRIPLE_LEAD) {
            return end - at < 3 ? 0 : 3;
        }
        return quads.length == 0 || end - at < 4 ? 0 : 4;
    }

    private int code(byte[] bytes, int at, int size) {
        int code = switch (size) {
            case 2 -> pairs[pair(bytes, at)];
            case 3 -> triples[(bytes[at + 1] & 0xFF) << Byte.SIZE | bytes[at + 2] & 0xFF];
            default -> quadCode(quad(word(bytes, at)));
        };
        return code == 0 ? INVALID : code;
    }

    private int quadCode(int index) {
        if (index >= 0 && index < QUADS_OF_PLANE_0) {
            return quads[index];
        }
        int supplementary = index - FIRST_SUPPLEMENTARY_QUAD;
        return supplementary >= 0 && supplementary < 1 << 20 ? supplementary + 0x10000 : 0;
    }

    private static int pair(byte[] bytes, int at) {
        return (bytes[at] & 0x7F) << Byte.SIZE | bytes[at + 1] & 0xFF;
    }

    private static int word(byte[] bytes, int at) {
        return bytes[at] << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << Byte.SIZE
                | bytes[at + 3] & 0xFF;
    }

    /** The four bytes of a number, as a number, big endian. */
    static long quadBytes(long quad) {
        long first = 0x81 + quad / 12_600;
        long second = '0' + quad / 1_260 % 10;
        long third = 0x81 + quad / 10 % 126;
        return first << 24 | second << 16 | third << Byte.SIZE | '0' + quad % 10;
    }

    /** Number of a character of four bytes, or -1. */
    private static int quad(int bytes) {
        int first = (bytes >>> 24) - 0x81;
        int second = (bytes >>> 16 & 0xFF) - '0';
        int third = (bytes >>> 8 & 0xFF) - 0x81;
        int fourth = (bytes & 0xFF) - '0';
        boolean formed = first >= 0 && first < 126 && third >= 0 && third < 126;
        formed &= second >= 0 && second <= 9 && fourth >= 0 && fourth <= 9;
        return formed ? ((first * 10 + second) * 126 + third) * 10 + fourth : -1;
    }
}
