package io.vitesslake.buffer;

import io.vitesslake.decode.KeyBytes;
import java.util.Arrays;

/**
 * The entries of one store in a file, sorted by key. The order is that of the key's hash and, where its first 33 bits
 * agree, of the key's bytes: any order that all runs share will do to merge them, and this one sorts numbers.
 *
 * @param formats numbers of the formats in the file
 */
record SortedRun(SpillFile file, FormatNumbers formats) implements AutoCloseable {

    private static final int ENTRY_BITS = 31;

    /** Writes all entries of a store, which is then of no use to anyone but {@link #formats}. */
    static SortedRun write(RowStore store, SpillDisk disk) {
        SpillFile file = disk.create();
        try {
            KeyBytes key = new KeyBytes();
            for (long at : order(store)) {
                writeEntry(store, (int) (at & Integer.MAX_VALUE), key, file);
            }
            file.flush();
            return new SortedRun(file, store.formats());
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** What runs are sorted by first. */
    static long prefix(KeyBytes key) {
        return KeyHash.of(key) >> ENTRY_BITS;
    }

    @Override
    public void close() {
        file.close();
    }

    private static long[] order(RowStore store) {
        long[] order = new long[store.size()];
        KeyBytes key = new KeyBytes();
        for (int i = 0; i < order.length; i++) {
            store.readKey(i, key);
            order[i] = prefix(key) << ENTRY_BITS | i;
        }
        Arrays.sort(order);
        int from = 0;
        for (int i = 1; i <= order.length; i++) {
            if (i == order.length || order[i] >> ENTRY_BITS != order[from] >> ENTRY_BITS) {
                sortByKey(store, order, from, i);
                from = i;
            }
        }
        return order;
    }

    /**
     * Insertion sort of the few entries with one prefix. Stable, because the same key may occur twice without an
     * index.
     */
    private static void sortByKey(RowStore store, long[] order, int from, int to) {
        KeyBytes moving = new KeyBytes();
        KeyBytes other = new KeyBytes();
        for (int i = from + 1; i < to; i++) {
            long entry = order[i];
            store.readKey((int) (entry & Integer.MAX_VALUE), moving);
            int at = i;
            for (; at > from; at--) {
                store.readKey((int) (order[at - 1] & Integer.MAX_VALUE), other);
                if (compare(other, moving) <= 0) {
                    break;
                }
                order[at] = order[at - 1];
            }
            order[at] = entry;
        }
    }

    static int compare(KeyBytes a, KeyBytes b) {
        return Arrays.compareUnsigned(a.array(), 0, a.length(), b.array(), 0, b.length());
    }

    private static void writeEntry(RowStore store, int entry, KeyBytes key, SpillFile file) {
        long before = store.before(entry);
        long row = store.row(entry);
        if (before == RowStore.NONE && row == RowStore.NONE) {
            return; // came and went: without a trace it is new again when it comes again
        }
        store.readKey(entry, key);
        file.putInt(key.length());
        file.putBytes(key.array(), 0, key.length());
        writeImage(store.arena(), before, file);
        writeImage(store.arena(), row, file);
    }

    private static void writeImage(Arena arena, long address, SpillFile file) {
        if (address == RowStore.NONE) {
            file.putInt(ImageBytes.NO_IMAGE);
            return;
        }
        int length = arena.length(address);
        file.putInt(arena.tag(address));
        file.putInt(length);
        file.putBytes(arena.chunk(address), arena.offset(address), length);
    }
}
