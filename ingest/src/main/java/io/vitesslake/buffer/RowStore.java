package io.vitesslake.buffer;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.decode.KeyBytes;
import io.vitesslake.decode.RowCursor;
import io.vitesslake.decode.RowFormat;

/**
 * Changes of one table in memory, folded by key. An entry is one key: the image that it had before the first change, if
 * it existed, and the newest image, if it still exists. Entries are numbers into two lists of arena addresses; there is
 * no object for a row. Until the first lookup, entries are only appended and there is no index. Not thread-safe.
 */
final class RowStore {

    static final long NONE = -1;

    /**
     * Marks the newest image of a key that is gone: the address still tells the key. {@link #NONE} bears the mark too.
     */
    private static final long GONE = 1L << 62;

    private static final int LARGE = 1 << 20;
    private static final int FIRST_SLOTS = 1 << 6;
    private static final long ENTRY_MASK = 0xFFFF_FFFFL;

    private final Reservation memory;
    private final FormatNumbers formats = new FormatNumbers();
    private final Arena arena;
    private final LongPages befores;
    private final LongPages rows;
    private final RowCursor cursor = new RowCursor();
    private final KeyBytes storedKey = new KeyBytes();

    /** Open addressing; a slot is the upper half of the hash and the entry + 1, or 0. Empty while there is no index. */
    private long[] slots = new long[0];

    RowStore(MemoryBudget budget, int maxChunk) {
        this.memory = new Reservation(budget);
        this.arena = new Arena(memory, maxChunk);
        this.befores = new LongPages(memory);
        this.rows = new LongPages(memory);
    }

    int size() {
        return rows.size();
    }

    Reservation memory() {
        return memory;
    }

    Arena arena() {
        return arena;
    }

    FormatNumbers formats() {
        return formats;
    }

    boolean isIndexed() {
        return slots.length > 0;
    }

    /** Address of the image before the first change, or {@link #NONE}. */
    long before(int entry) {
        return befores.get(entry);
    }

    /** Address of the row as it is now, or {@link #NONE}. */
    long row(int entry) {
        long address = rows.get(entry);
        return (address & GONE) == 0 ? address : NONE;
    }

    /** Adds an image and returns its address. */
    long store(RowFormat format, byte[] buffer, int offset, int length) {
        return arena.add(formats.of(format), buffer, offset, length);
    }

    /** Adds an image that is to be written, and returns its address. Parquet holds a large one once more while it is. */
    long storeRow(RowFormat format, byte[] buffer, int offset, int length) {
        if (length >= LARGE) {
            memory.grow(length);
        }
        return store(format, buffer, offset, length);
    }

    /** Adds an entry for a key that is not in the store, or, while there is no index, may be in it. */
    void append(long before, long row) {
        befores.add(before);
        rows.add(row);
    }

    /** The entry of a key, or -1. Only with an index. */
    int find(KeyBytes key, long hash) {
        int at = (int) (hash >>> shift());
        while (true) {
            long slot = slots[at];
            if (slot == 0) {
                return -1;
            }
            if ((slot ^ hash) >>> Integer.SIZE == 0) {
                int entry = (int) ((slot & ENTRY_MASK) - 1);
                readKey(entry, storedKey);
                if (storedKey.sameAs(key)) {
                    return entry;
                }
            }
            at = at + 1 & slots.length - 1;
        }
    }

    /** Adds an entry for a key that {@link #find} does not find. */
    void insert(long hash, long before, long row) {
        if (5L * (size() + 1) > 3L * slots.length) {
            widenSlots();
        }
        place((hash & ~ENTRY_MASK) | size() + 1);
        append(before, row);
    }

    /**
     * Makes an image the newest of an entry, in the place of the one it supersedes when that is not needed any more.
     */
    void replace(int entry, RowFormat format, byte[] buffer, int offset, int length) {
        long old = rows.get(entry);
        long address = old & ~GONE;
        boolean reusable = old != NONE && address != befores.get(entry) && length <= arena.length(address);
        if (reusable) {
            arena.write(address, formats.of(format), buffer, offset, length);
        } else {
            address = storeRow(format, buffer, offset, length);
        }
        rows.set(entry, address);
    }

    /** Says that the key of an entry is gone. */
    void remove(int entry) {
        rows.set(entry, rows.get(entry) | GONE);
    }

    /** Builds the index over what was appended. Of rows with the same key the last is kept. */
    void index() {
        if (isIndexed()) {
            return;
        }
        int appended = size();
        slots = new long[FIRST_SLOTS];
        memory.grow((long) slots.length * Long.BYTES);
        KeyBytes key = new KeyBytes();
        int kept = 0;
        for (int i = 0; i < appended; i++) {
            readKey(i, key);
            long hash = KeyHash.of(key);
            int entry = find(key, hash);
            if (entry >= 0) {
                rows.set(entry, rows.get(i));
                continue;
            }
            if (5L * (kept + 1) > 3L * slots.length) {
                widenSlots();
            }
            befores.set(kept, befores.get(i));
            rows.set(kept, rows.get(i));
            place((hash & ~ENTRY_MASK) | ++kept);
        }
        befores.truncate(kept);
        rows.truncate(kept);
    }

    /** Canonical key of an entry. */
    void readKey(int entry, KeyBytes out) {
        long row = rows.get(entry);
        long address = row == NONE ? befores.get(entry) : row & ~GONE;
        RowFormat format = formats.get(arena.tag(address));
        cursor.open(format, arena.chunk(address), arena.offset(address), arena.length(address));
        cursor.key(out);
    }

    /** Ends the life of the store: drops the index and turns the entries into separate lists of deletes and rows. */
    SealedRows seal() {
        memory.grow(-(long) slots.length * Long.BYTES);
        slots = new long[0];
        int deletes = 0;
        int live = 0;
        long updated = 0;
        int size = size();
        for (int i = 0; i < size; i++) {
            long before = befores.get(i);
            long row = row(i);
            if (before != NONE) {
                befores.set(deletes++, before);
            }
            if (row != NONE) {
                rows.set(live++, row);
                updated += before != NONE ? 1 : 0;
            }
        }
        befores.truncate(deletes);
        rows.truncate(live);
        ChangeCounts counts = new ChangeCounts(live - updated, updated, deletes - updated);
        ArenaRows deleted = new ArenaRows(arena, formats, befores);
        return new SealedRows(memory, deleted, new ArenaRows(arena, formats, rows), counts);
    }

    private int shift() {
        return Long.numberOfLeadingZeros(slots.length) + 1;
    }

    private void place(long slot) {
        int at = (int) (slot >>> shift());
        while (slots[at] != 0) {
            at = at + 1 & slots.length - 1;
        }
        slots[at] = slot;
    }

    private void widenSlots() {
        long[] old = slots;
        slots = new long[Math.multiplyExact(2, old.length)];
        memory.grow((long) old.length * Long.BYTES);
        for (long slot : old) {
            if (slot != 0) {
                place(slot);
            }
        }
    }
}
