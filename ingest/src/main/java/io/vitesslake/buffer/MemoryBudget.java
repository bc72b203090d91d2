package io.vitesslake.buffer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes held by all buffers and unreleased batches. It counts and never refuses: the loop looks at it between events
 * and seals, spills or waits. Any thread.
 */
public final class MemoryBudget {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    public MemoryBudget(long limitBytes) {
        if (limitBytes <= 0) {
            throw new IllegalArgumentException("Invalid memory budget: " + limitBytes + " bytes");
        }
        this.limit = limitBytes;
    }

    public long limit() {
        return limit;
    }

    public long used() {
        return used.get();
    }

    public boolean isExceeded() {
        return used.get() > limit;
    }

    void add(long bytes) {
        used.addAndGet(bytes);
    }
}
