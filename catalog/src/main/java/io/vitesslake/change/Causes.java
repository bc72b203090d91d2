package io.vitesslake.change;

/** What a chain of causes says. Stateless; any thread. */
public final class Causes {

    // More than any chain is long, unless it is a ring.
    private static final int MOST = 32;

    private Causes() {}

    /** The failure itself and, where it has any, its first cause, which often says more: catalogs wrap what drivers say. */
    public static String text(Throwable failure) {
        Throwable first = failure;
        for (int i = 0; i < MOST && first.getCause() != null; i++) {
            first = first.getCause();
        }
        return failure == first ? failure.toString() : failure + " (" + first + ")";
    }
}
