package io.vitesslake.decode;

/**
 * Where the before and after images lie in the bytes of a {@code binlogdata.RowChange}. An image is a serialized
 * {@code query.Row}. Reusable; allocates nothing; not thread-safe.
 */
public final class ChangeImages {

    private static final int BEFORE = 1;
    private static final int AFTER = 2;
    private static final int NONE = -1;

    private final MessageWalker change = new MessageWalker();
    private final RowImages images = new RowImages();
    private int beforeOffset;
    private int beforeLength;
    private int afterOffset;
    private int afterLength;

    /**
     * Finds the images of one row change.
     *
     * @param format names the table in errors
     * @throws io.vitesslake.change.CodedException SOURCE {@code partial-image} when columns are left out of an
     * image, {@code malformed-row} when the change has no image
     */
    public void read(RowFormat format, byte[] buffer, int offset, int length) {
        beforeOffset = NONE;
        afterOffset = NONE;
        boolean bitmaps = false;
        change.open(buffer, offset, length);
        while (change.next()) {
            if (change.field() == BEFORE) {
                beforeOffset = change.start();
                beforeLength = change.length();
            } else if (change.field() == AFTER) {
                afterOffset = change.start();
                afterLength = change.length();
            } else {
                bitmaps = true;
            }
        }
        if (bitmaps && !images.complete(buffer, offset, length)) {
            throw format.partialImage("an after image lacks columns");
        }
        if (beforeOffset == NONE && afterOffset == NONE) {
            throw format.malformed("a row change without images");
        }
    }

    /** Lets go of the bytes, which may be a large message; what is known of the images stays. */
    public void forget() {
        change.forget();
        images.forget();
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
