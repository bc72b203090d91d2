package io.vitesslake.buffer;

import java.util.Arrays;

/** Scratch for one row image read from a spill file: its format's number, or none, and its bytes. */
final class ImageBytes {

    static final int NO_IMAGE = -1;

    private byte[] bytes = new byte[512];
    private int length;
    private int format = NO_IMAGE;

    void read(SpillFile.Reader in) {
        format = in.readInt();
        if (isPresent()) {
            length = in.readInt();
            if (length > bytes.length) {
                bytes = new byte[Math.max(length, Math.min(2 * bytes.length, 1 << 20))];
            }
            in.readBytes(bytes, length);
        }
    }

    void copyOf(ImageBytes other) {
        format = other.format;
        length = other.length;
        if (isPresent()) {
            bytes = bytes.length < length ? Arrays.copyOf(other.bytes, length) : bytes;
            System.arraycopy(other.bytes, 0, bytes, 0, length);
        }
    }

    boolean isPresent() {
        return format != NO_IMAGE;
    }

    int format() {
        return format;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}
