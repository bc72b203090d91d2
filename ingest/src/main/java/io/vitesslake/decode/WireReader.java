package io.vitesslake.decode;

/**
 * Reads fields of one protobuf message out of a byte range, moving forward. Knows the encoding only
 * (protobuf.dev/programming-guides/encoding). Allocates nothing.
 */
final class WireReader {

    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    void open(byte[] source, int offset, int length) {
        bytes = source;
        at = offset;
        end = offset + length;
    }

    boolean hasMore() {
        return at < end;
    }

    int position() {
        return at;
    }

    /** A tag or a length, which both fit an int. */
    int readInt() {
        if (at < end && bytes[at] >= 0) {
            return bytes[at++];
        }
        long value = readVarint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw malformed();
        }
        return (int) value;
    }

    long readVarint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at >= end) {
                throw malformed();
            }
            byte next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed();
    }

    /** Reads the length of a nested field and moves past its content, which starts at {@link #position} minus the length. */
    int skipNested() {
        int length = readInt();
        if (length > end - at) {
            throw malformed();
        }
        at += length;
        return length;
    }

    void skip(int tag) {
        switch (tag & 7) {
            case 0 -> readVarint();
            case 1 -> advance(Long.BYTES);
            case 2 -> skipNested();
            case 5 -> advance(Integer.BYTES);
            default -> throw malformed();
        }
    }

    private void advance(int count) {
        if (count > end - at) {
            throw malformed();
        }
        at += count;
    }

    private MalformedValue malformed() {
        return MalformedValue.of(MalformedValue.INVALID_VALUE, "not a protobuf message, cut off at its end", bytes, at, 0);
    }
}
