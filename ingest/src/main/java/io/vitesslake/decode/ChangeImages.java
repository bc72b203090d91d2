package io.vitesslake.decode;

/**
 * Where the before and after images lie in the bytes of a {@code binlogdata.RowChange}. An image is a serialized
 * {@code query.Row}. Reusable; allocates nothing; not thread-safe.
 */
public final class RowImages {

    private static final int BEFORE = 1 << 3 | 2;
    private static final int AFTER = 2 << 3 | 2;
    private static final int DATA_COLUMNS = 3 << 3 | 2;
    private static final int JSON_PARTIAL_VALUES = 4 << 3 | 2;
    private static final int NONE = -1;

    private final WireReader reader = new WireReader();
    private int beforeOffset;
    private int beforeLength;
    private int afterOffset;
    private int afterLength;

    /**
     * Finds the images of one row change.
     *
     * @param format names the table in errors
     * @throws io.vitesslake.change.CodedException SOURCE {@code partial-row-image} when columns are left out of an image,
     *     {@code malformed-row} when the bytes are no row change
     */
    public void read(RowFormat format, byte[] buffer, int offset, int length) {
        beforeOffset = NONE;
        afterOffset = NONE;
        boolean partial = false;
        try {
            reader.open(buffer, offset, length);
            while (reader.hasMore()) {
                int tag = reader.readInt();
                if (tag == BEFORE) {
                    beforeLength = reader.skipNested();
                    beforeOffset = reader.position() - beforeLength;
                } else if (tag == AFTER) {
                    afterLength = reader.skipNested();
                    afterOffset = reader.position() - afterLength;
                } else {
                    partial |= tag == DATA_COLUMNS || tag == JSON_PARTIAL_VALUES;
                    reader.skip(tag);
                }
            }
        } catch (MalformedValue e) {
            throw format.malformed(e.getMessage());
        }
        if (partial) {
            throw format.partialImage("an after image lacks columns");
        }
        if (beforeOffset == NONE && afterOffset == NONE) {
            throw format.malformed("a row change without images");
        }
    }

    public boolean hasBefore() {
        return beforeOffset != NONE;
    }

    public boolean hasAfter() {
        return afterOffset != NONE;
    }

    public int beforeOffset() {
        return beforeOffset;
    }

    public int beforeLength() {
        return beforeLength;
    }

    public int afterOffset() {
        return afterOffset;
    }

    public int afterLength() {
        return afterLength;
    }
}
