package io.vitesslake.buffer;

import java.util.Arrays;

/** A growing list of longs that never copies more than its first page. Not thread-safe. */
final class LongPages {

    private static final int SHIFT = 13;
    private static final int PAGE = 1 << SHIFT;
    private static final int FIRST = 1 << 5;

    private final Reservation memory;
    private long[][] pages = new long[4][];
    private int pageCount;
    private int size;

    LongPages(Reservation memory) {
        this.memory = memory;
    }

    int size() {
        return size;
    }

    long get(int index) {
        return pages[index >>> SHIFT][index & PAGE - 1];
    }

    void set(int index, long value) {
        pages[index >>> SHIFT][index & PAGE - 1] = value;
    }

    void add(long value) {
        int page = size >>> SHIFT;
        int at = size & PAGE - 1;
        if (page == pageCount || at == pages[page].length) {
            makeRoom(page);
        }
        pages[page][at] = value;
        size++;
    }

    /** Drops the elements from an index on; the memory stays. */
    void truncate(int newSize) {
        size = newSize;
    }

    /** An empty list in place of this one, which keeps no more than its first page. */
    LongPages emptied() {
        if (pageCount > 1) {
            for (int i = 0; i < pageCount; i++) {
                memory.grow(-(long) pages[i].length * Long.BYTES);
            }
            return new LongPages(memory);
        }
        size = 0;
        return this;
    }

    private void makeRoom(int page) {
        if (size == Integer.MAX_VALUE) {
            throw new IllegalStateException("Cannot hold more than " + size + " rows in one buffer; lower the memory");
        }
        if (page == pageCount) {
            if (page == pages.length) {
                pages = Arrays.copyOf(pages, 2 * pages.length);
            }
            int length = page == 0 ? FIRST : PAGE;
            pages[page] = new long[length];
            pageCount++;
            memory.grow((long) length * Long.BYTES);
        } else {
            int length = pages[page].length;
            pages[page] = Arrays.copyOf(pages[page], Math.min(PAGE, 4 * length));
            memory.grow((long) (pages[page].length - length) * Long.BYTES);
        }
    }
}
