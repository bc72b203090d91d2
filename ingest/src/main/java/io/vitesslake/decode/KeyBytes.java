package io.vitesslake.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The canonical key of one row: two rows have equal bytes exactly when the lake values of their key columns are equal.
 * Numbers and times take eight bytes, everything else its length and its bytes. Reusable scratch; not thread-safe.
 */
public final class KeyBytes {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] array = new byte[64];
    private int length;

    public byte[] array() {
        return array;
    }

    public int length() {
        return length;
    }

    public boolean sameAs(KeyBytes other) {
        return Arrays.equals(array, 0, length, other.array, 0, other.length);
    }

    /** Replaces the key by one made earlier, of that many bytes, which the caller then writes into {@link #array}. */
    public void resize(int newLength) {
        length = 0;
        grow(newLength);
        length = newLength;
    }

    public void copyOf(KeyBytes other) {
        resize(other.length);
        System.arraycopy(other.array, 0, array, 0, length);
    }

    void clear() {
        length = 0;
    }

    void putLong(long value) {
        grow(Long.BYTES);
        LONGS.set(array, length, value);
        length += Long.BYTES;
    }

    void putBytes(byte[] source, int offset, int count) {
        grow(Integer.BYTES + count);
        INTS.set(array, length, count);
        System.arraycopy(source, offset, array, length + Integer.BYTES, count);
        length += Integer.BYTES + count;
    }

    private void grow(int count) {
        if (length + count > array.length) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, length + count));
        }
    }
}
