package io.vitesslake.buffer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys that events of one table wrote since its copy was interrupted: the copy may deliver them once more, and only
 * those of its rows need a delete. Bloom filters over key hashes, each twice the size of the one before it, up to a
 * bound. A key added is always found; a key found in error costs one useless delete. One thread.
 */
public final class TouchedKeys {

    private static final int FIRST_LONGS = 1 << 10;
    // One key in 70,000 is then taken for touched by mistake: a copy of millions of rows gets a few dozen deletes too
    // many.
    private static final int BITS_A_KEY = 24;
    private static final int PROBES = 12;

    // Changes whenever the same keys would be other bytes: the hash, the canonical form of keys, the filters.
    private static final byte FORM = 1;

    private final Reservation memory;
    private final long maxBytes;
    private final List<long[]> filters = new ArrayList<>();
    private boolean everything;
    private long roomInLast;

    public TouchedKeys(MemoryBudget budget, BufferOptions options) {
        this.memory = new Reservation(budget);
        this.maxBytes = options.touchedBytes();
    }

    /** From now on every key counts as touched, because which are is not known. */
    public void everything() {
        clear();
        everything = true;
    }

    /** Forgets all: no copy of this table is under way. */
    public void clear() {
        filters.clear();
        memory.release();
        roomInLast = 0;
        everything = false;
    }

    public boolean isEmpty() {
        return !everything && filters.isEmpty();
    }

    /** The set as bytes, to be kept for a later process. */
    public byte[] print() {
        int longs = filters.stream().mapToInt(filter -> filter.length).sum();
        int head = 2 * Byte.BYTES + Long.BYTES + Integer.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(head + filters.size() * Integer.BYTES + longs * Long.BYTES);
        bytes.put(FORM).put((byte) (everything ? 1 : 0)).putLong(roomInLast).putInt(filters.size());
        for (long[] filter : filters) {
            bytes.putInt(filter.length);
            bytes.asLongBuffer().put(filter);
            bytes.position(bytes.position() + filter.length * Long.BYTES);
        }
        return bytes.array();
    }

    /** Replaces the set by one that {@link #print} made, or by {@link #everything} if it was made in another form. */
    public void restore(byte[] printed) {
        clear();
        ByteBuffer bytes = ByteBuffer.wrap(printed);
        if (bytes.get() != FORM || bytes.get() != 0) {
            everything();
            return;
        }
        roomInLast = bytes.getLong();
        for (int left = bytes.getInt(); left > 0; left--) {
            long[] filter = new long[bytes.getInt()];
            bytes.asLongBuffer().get(filter);
            bytes.position(bytes.position() + filter.length * Long.BYTES);
            filters.add(filter);
            memory.grow((long) filter.length * Long.BYTES);
        }
    }

    void add(long hash) {
        if (everything || contains(hash)) {
            return;
        }
        if (roomInLast == 0 && !widen()) {
            everything();
            return;
        }
        roomInLast--;
        long[] filter = filters.get(filters.size() - 1);
        for (int i = 0; i < PROBES; i++) {
            long bit = bit(hash, i, filter);
            filter[(int) (bit >>> 6)] |= 1L << bit;
        }
    }

    boolean contains(long hash) {
        if (everything) {
            return true;
        }
        for (int i = filters.size() - 1; i >= 0; i--) {
            if (contains(filters.get(i), hash)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(long[] filter, long hash) {
        for (int i = 0; i < PROBES; i++) {
            long bit = bit(hash, i, filter);
            if ((filter[(int) (bit >>> 6)] & 1L << bit) == 0) {
                return false;
            }
        }
        return true;
    }

    private static long bit(long hash, int probe, long[] filter) {
        long bits = (long) filter.length << 6;
        return hash + probe * (Long.rotateLeft(hash, 32) | 1) & bits - 1;
    }

    /** Adds a filter, or says that the bound forbids it. */
    private boolean widen() {
        long longs = filters.isEmpty() ? FIRST_LONGS : 2L * filters.get(filters.size() - 1).length;
        if (memory.bytes() + longs * Long.BYTES > maxBytes || longs > 1 << 27) {
            return false;
        }
        filters.add(new long[(int) longs]);
        memory.grow(longs * Long.BYTES);
        roomInLast = longs * Long.SIZE / BITS_A_KEY;
        return true;
    }
}
