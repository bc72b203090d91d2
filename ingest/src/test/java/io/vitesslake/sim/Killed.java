package io.vitesslake.sim;

/** The process is dead. An error, so that no handler of exceptions goes on working for it. */
final class Killed extends Error {

    private static final long serialVersionUID = 1;

    Killed(String where) {
        super(where, null, false, false);
    }
}
