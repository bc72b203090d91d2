package io.vitesslake.change;

/** A view of bytes that its owner moves from value to value. Valid until the owner's next accessor call; not thread-safe. */
public final class Slice {

    private byte[] array = new byte[0];
    private int offset;
    private int length;

    public Slice set(byte[] newArray, int newOffset, int newLength) {
        this.array = newArray;
        this.offset = newOffset;
        this.length = newLength;
        return this;
    }

    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }
}
