package io.vitesslake.index;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.iceberg.StructLike;

/**
 * A key in 128 bits. A key that takes at most 15 bytes, such as two numbers of up to six digits of 256, is those bytes, so that different
 * ones differ; a longer one is 127 bits of its SHA-256, of which nobody can make two keys alike. Not thread-safe.
 */
final class KeyDigest {

    private static final int MOST_EXACT = 15;
    /** A length in one byte, or this and four more. */
    private static final int LONG_VALUE = 255;

    private final MessageDigest sha256;
    private byte[] bytes = new byte[64];
    private int length;
    private long high;
    private long low;

    KeyDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** @param key values of the key columns as Iceberg holds them internally, none null */
    KeyDigest of(StructLike key) {
        length = 0;
        for (int i = 0; i < key.size(); i++) {
            add(key.get(i, Object.class));
        }
        if (length <= MOST_EXACT) {
            Arrays.fill(bytes, length, MOST_EXACT, (byte) 0);
            ByteBuffer exact = ByteBuffer.wrap(bytes);
            low = exact.getLong(MOST_EXACT - Long.BYTES);
            high = (long) length << 56 | exact.getLong(0) >>> 8;
        } else {
            sha256.update(bytes, 0, length);
            ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
            high = hash.getLong() | Long.MIN_VALUE;
            low = hash.getLong();
        }
        return this;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    private void add(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            addNumber(((Number) value).longValue());
        } else if (value instanceof CharSequence text) {
            addBytes(text.toString().getBytes(StandardCharsets.UTF_8));
        } else if (value instanceof BigDecimal decimal) {
            addBytes(decimal.unscaledValue().toByteArray());
        } else if (value instanceof ByteBuffer binary) {
            byte[] copy = new byte[binary.remaining()];
            binary.duplicate().get(copy);
            addBytes(copy);
        } else {
            throw new IllegalArgumentException("Cannot take a key with " + value + " in it");
        }
    }

    /** In as few bytes as hold it: an int column may since have become a long one. */
    private void addNumber(long number) {
        int size = (Long.SIZE - Long.numberOfLeadingZeros(number ^ number >> 63)) / Byte.SIZE + 1;
        reserve(1 + size);
        bytes[length++] = (byte) size;
        for (int shift = (size - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[length++] = (byte) (number >> shift);
        }
    }

    private void addBytes(byte[] value) {
        reserve(1 + Integer.BYTES + value.length);
        if (value.length < LONG_VALUE) {
            bytes[length++] = (byte) value.length;
        } else {
            bytes[length++] = (byte) LONG_VALUE;
            ByteBuffer.wrap(bytes).putInt(length, value.length);
            length += Integer.BYTES;
        }
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }
}
