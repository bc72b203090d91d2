package io.vitesslake.buffer;

import java.util.concurrent.atomic.AtomicLong;

/** The share of one buffer or batch in the budget. Grown by one thread; may be handed on and released by another. */
final class Reservation {

    private final MemoryBudget budget;
    private final AtomicLong bytes = new AtomicLong();

    Reservation(MemoryBudget budget) {
        this.budget = budget;
    }

    void grow(long count) {
        bytes.addAndGet(count);
        budget.add(count);
    }

    long bytes() {
        return bytes.get();
    }

    /** Gives everything back. Idempotent. */
    void release() {
        budget.add(-bytes.getAndSet(0));
    }
}
