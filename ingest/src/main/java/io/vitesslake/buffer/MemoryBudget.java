package io.vitesslake.buffer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes held by all buffers and unreleased batches. It counts and never refuses: the loop looks at it between events
 * and seals, spills or waits. Any thread.
 */
public final class MemoryBudget {

    private static final long LARGE = 4 << 20;
    private static final int LARGE_COST = 3;

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

    /** Below the limit, at which buffers spill: what one usual message brings still fits. */
    public long usable() {
        return limit / 8 * 7;
    }

    /**
     * What may be used when a message comes in. What a large one brings is held as it came, in a buffer, and once more in a page
     * while it is written.
     *
     * @param message its bytes
     * @return at least 0; no bound for one of usual size
     */
    public long usableBefore(long message) {
        return message < LARGE ? Long.MAX_VALUE : Math.max(0, usable() - LARGE_COST * message);
    }

    public boolean isExceeded() {
        return used.get() > limit;
    }

    void add(long bytes) {
        used.addAndGet(bytes);
    }
}
