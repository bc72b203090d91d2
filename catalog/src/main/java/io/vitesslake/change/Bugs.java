package io.vitesslake.change;

import java.io.IOException;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.NoSuchElementException;

/** Tells failures that only a program can be to blame for from those of the world. */
public final class Bugs {

    private static final List<Class<? extends Throwable>> KINDS = List.of(
            Error.class,
            NullPointerException.class,
            IllegalArgumentException.class,
            IllegalStateException.class,
            IndexOutOfBoundsException.class,
            ClassCastException.class,
            ArithmeticException.class,
            NegativeArraySizeException.class,
            NoSuchElementException.class,
            ConcurrentModificationException.class,
            UnsupportedOperationException.class);

    private Bugs() {}

    /** Judges by the type of the failure itself, save that Hadoop hides an unknown host in an illegal argument. */
    public static boolean isOne(Throwable failure) {
        return KINDS.stream().anyMatch(kind -> kind.isInstance(failure))
                && !(failure.getCause() instanceof IOException);
    }
}
