package io.vitesslake.decode;

import java.util.Arrays;

/**
 * Values found by a range of bytes, without creating a key: names repeat in every event and need no new string each
 * time. Grows only; the last hit is tried first. One thread.
 */
final class ByteKeyMap<V> {

    private byte[][] keys = new byte[16][];
    private Object[] values = new Object[16];
    private int size;
    private int last;

    /** The value put under these bytes, or null. */
    V find(byte[] buffer, int offset, int length) {
        if (matches(last, buffer, offset, length)) {
            return valueAt(last);
        }
        int mask = keys.length - 1;
        for (int at = hash(buffer, offset, length) & mask; keys[at] != null; at = (at + 1) & mask) {
            if (matches(at, buffer, offset, length)) {
                last = at;
                return valueAt(at);
            }
        }
        return null;
    }

    /** Puts a value under bytes that are not in the map yet. */
    V put(byte[] buffer, int offset, int length, V value) {
        if (2 * (size + 1) > keys.length) {
            grow();
        }
        insert(Arrays.copyOfRange(buffer, offset, offset + length), value);
        size++;
        return value;
    }

    private void insert(byte[] key, Object value) {
        int mask = keys.length - 1;
        int at = hash(key, 0, key.length) & mask;
        while (keys[at] != null) {
            at = (at + 1) & mask;
        }
        keys[at] = key;
        values[at] = value;
    }

    private void grow() {
        byte[][] oldKeys = keys;
        Object[] oldValues = values;
        keys = new byte[oldKeys.length * 2][];
        values = new Object[keys.length];
        last = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != null) {
                insert(oldKeys[i], oldValues[i]);
            }
        }
    }

    private boolean matches(int at, byte[] buffer, int offset, int length) {
        byte[] key = keys[at];
        return key != null && key.length == length && Arrays.equals(key, 0, length, buffer, offset, offset + length);
    }

    @SuppressWarnings("unchecked") // insert puts nothing else
    private V valueAt(int at) {
        return (V) values[at];
    }

    private static int hash(byte[] buffer, int offset, int length) {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + buffer[i];
        }
        return hash ^ (hash >>> 16);
    }
}
