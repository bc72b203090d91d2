package io.vitesslake.decode;

/**
 * A MySQL spatial value: four bytes of SRID, little endian, then WKB (MySQL manual, Internal Geometry Storage Format).
 * Becomes WKB without SRID, and EWKB with one: the geometry type gets a flag and is followed by the SRID, in the byte
 * order of the WKB, and only the outermost geometry carries it. Allocates nothing.
 */
final class GeometryBytes {

    static final int SRID_BYTES = 4;

    /** Byte order and geometry type. */
    private static final int HEADER_BYTES = 5;

    private static final int SRID_FLAG = 0x20;
    private static final int MOST_TYPE = 7;

    private GeometryBytes() {}

    /** Whether the value has an SRID, so that it is to be rewritten; otherwise the bytes after the SRID are WKB. */
    static boolean hasSrid(byte[] bytes, int offset, int length) {
        if (length < SRID_BYTES + HEADER_BYTES || !isGeometry(bytes, offset + SRID_BYTES)) {
            throw MalformedValue.of(
                    MalformedValue.INVALID_VALUE, "not a geometry", bytes, offset, Math.min(length, HEADER_BYTES));
        }
        return (bytes[offset] | bytes[offset + 1] | bytes[offset + 2] | bytes[offset + 3]) != 0;
    }

    /**
     * Writes the value as EWKB, which takes as many bytes.
     *
     * @param out at least the length
     */
    static void ewkb(byte[] bytes, int offset, int length, byte[] out) {
        int wkb = offset + SRID_BYTES;
        boolean littleEndian = bytes[wkb] == 1;
        System.arraycopy(bytes, wkb, out, 0, HEADER_BYTES);
        out[littleEndian ? 4 : 1] |= SRID_FLAG;
        for (int i = 0; i < SRID_BYTES; i++) {
            out[HEADER_BYTES + i] = bytes[offset + (littleEndian ? i : SRID_BYTES - 1 - i)];
        }
        int rest = SRID_BYTES + HEADER_BYTES;
        System.arraycopy(bytes, offset + rest, out, rest, length - rest);
    }

    private static boolean isGeometry(byte[] bytes, int wkb) {
        boolean littleEndian = bytes[wkb] == 1;
        int type = bytes[wkb + (littleEndian ? 1 : 4)];
        int others = littleEndian
                ? bytes[wkb + 2] | bytes[wkb + 3] | bytes[wkb + 4]
                : bytes[wkb + 1] | bytes[wkb + 2] | bytes[wkb + 3];
        return (littleEndian || bytes[wkb] == 0) && type >= 1 && type <= MOST_TYPE && others == 0;
    }
}
