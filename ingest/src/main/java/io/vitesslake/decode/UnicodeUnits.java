package io.vitesslake.decode;

/** ucs2, utf16, utf16le and utf32: units of two or four bytes. utf32, utf16 and ucs2 are big endian. Stateless. */
enum UnicodeUnits implements TextDecoder {
    UCS2(2, false),
    UTF16(2, false),
    UTF16LE(2, true),
    UTF32(4, false);

    private final int size;
    private final boolean littleEndian;

    UnicodeUnits(int size, boolean littleEndian) {
        this.size = size;
        this.littleEndian = littleEndian;
    }

    @Override
    public boolean isUtf8(byte[] bytes, int offset, int length) {
        return length == 0;
    }

    @Override
    public int decode(byte[] bytes, int offset, int length, byte[] out, boolean replace) {
        int end = offset + length;
        int to = 0;
        int at = offset;
        while (at < end) {
            int code = end - at < size ? INVALID : unit(bytes, at);
            at += size;
            // As MySQL does, ucs2 has no pairs: half of one is not valid.
            if (this != UCS2 && size == 2 && code >= 0xD800 && code < 0xDC00 && end - at >= 2) {
                int low = unit(bytes, at);
                boolean pair = low >= 0xDC00 && low < 0xE000;
                at += pair ? size : 0;
                code = pair ? 0x10000 + (code - 0xD800 << 10) + (low - 0xDC00) : INVALID;
            }
            if (code < 0 || code > 0x10FFFF || code >= 0xD800 && code < 0xE000) {
                if (!replace) {
                    return INVALID;
                }
                code = Utf8Text.REPLACEMENT;
            }
            to = Utf8Text.put(code, out, to);
        }
        return to;
    }

    private int unit(byte[] bytes, int at) {
        int unit = 0;
        for (int i = 0; i < size; i++) {
            unit = unit << Byte.SIZE | bytes[littleEndian ? at + size - 1 - i : at + i] & 0xFF;
        }
        return unit;
    }

    @Override
    public boolean isInjective() {
        return true;
    }
}
