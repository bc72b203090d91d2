package io.vitesslake.sim;

import io.vitesslake.sim.Coverage.Event;

/**
 * Where a process hangs for so long that it is taken for dead and another one is started, which lives and ends before the first
 * one goes on as if nothing had been. Belongs to the thread of the simulation.
 */
final class Overlap {

    /** Where it hangs. */
    enum Place {
        NOWHERE(null),
        BEFORE_COMMIT(Event.OVERLAP_BEFORE_COMMIT),
        AFTER_COMMIT(Event.OVERLAP_AFTER_COMMIT),
        AT_LOAD(Event.OVERLAP_AT_LOAD),
        BETWEEN_SIGNALS(Event.OVERLAP_BETWEEN_SIGNALS);

        private final Event event;

        Place(Event event) {
            this.event = event;
        }
    }

    static final Overlap NONE = new Overlap(Place.NOWHERE, 0, Thread.currentThread(), null, () -> {});

    private final Place place;
    private final Thread thread;
    private final Coverage coverage;
    private final Runnable other;
    private int left;
    private boolean happened;

    /**
     * @param left occasions at which it does not hang yet
     * @param other lives the other process
     */
    Overlap(Place place, int left, Thread thread, Coverage coverage, Runnable other) {
        this.place = place;
        this.left = left;
        this.thread = thread;
        this.coverage = coverage;
        this.other = other;
    }

    void pass(Place where) {
        if (where == place && !happened && Thread.currentThread() == thread && left-- <= 0) {
            happened = true;
            coverage.count(place.event);
            other.run();
        }
    }

    boolean happened() {
        return happened;
    }

    @Override
    public String toString() {
        return place == Place.NOWHERE ? "no other" : "another " + place + " after " + left;
    }
}
