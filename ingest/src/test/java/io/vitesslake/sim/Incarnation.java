package io.vitesslake.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.TableIdentifier;

/** One life of the writer's process: when and how it dies, and what the catalog does to it. After its death nothing it does has an effect. */
final class Incarnation implements SimLake.Faults {

    /** How a life ends. */
    enum End {
        /** At an operation on the lake, before it took effect. */
        BEFORE_OPERATION,
        /** At an operation on the lake, after it took effect. */
        AFTER_OPERATION,
        BEFORE_COMMIT,
        AFTER_COMMIT,
        /** While the loop waits. */
        BETWEEN_SIGNALS,
        /** When the loop tells something. */
        AT_TELLING,
        /** Stopped in good order. */
        STOPPED,
        /** Having done everything. */
        DONE
    }

    private static final double COMMIT_FAULTS = 0.06;

    private final End end;
    private final Random random;
    private final Coverage coverage;
    private final SimTrace trace;
    private final Consumer<TableIdentifier> foreigner;
    private int left;
    private boolean dead;

    /**
     * @param left occasions to die that are survived
     * @param foreigner changes a table as somebody else
     */
    Incarnation(
            End end, int left, Random random, Coverage coverage, SimTrace trace, Consumer<TableIdentifier> foreigner) {
        this.end = end;
        this.left = left;
        this.random = random;
        this.coverage = coverage;
        this.trace = trace;
        this.foreigner = foreigner;
    }

    @Override
    public String toString() {
        return "process until " + end;
    }

    boolean isDead() {
        return dead;
    }

    boolean isOver() {
        return end == End.STOPPED && left-- <= 0;
    }

    /** Dies here, if it is to. */
    void pass(End place, Coverage.Event event, String what) {
        requireLife();
        if (place == end && left-- <= 0) {
            die(event, what);
        }
    }

    private void requireLife() {
        if (dead) {
            throw new Killed("dead");
        }
    }

    /** Dies here, though nothing of the kind was planned. */
    void kill(Coverage.Event event) {
        requireLife();
        die(event, "");
    }

    private void die(Coverage.Event event, String what) {
        dead = true;
        coverage.count(event);
        trace.add(() -> "KILLED " + event + " " + what);
        throw new Killed(end + " " + what);
    }

    @Override
    public <T> T operation(String what, Supplier<T> action) {
        Coverage.Event event = what.equals("write") ? Coverage.Event.KILL_AT_WRITE : Coverage.Event.KILL_AT_READ;
        pass(End.BEFORE_OPERATION, event, what);
        T result = action.get();
        pass(End.AFTER_OPERATION, event, what);
        return result;
    }

    @Override
    public void commit(TableIdentifier table, Runnable action) {
        pass(End.BEFORE_COMMIT, Coverage.Event.KILL_BEFORE_COMMIT, table.name());
        if (random.nextDouble() < COMMIT_FAULTS) {
            disturb(table, action);
        } else {
            action.run();
        }
        trace.add(() -> "commit " + table.name());
        pass(End.AFTER_COMMIT, Coverage.Event.KILL_AFTER_COMMIT, table.name());
    }

    private void disturb(TableIdentifier table, Runnable action) {
        switch (random.nextInt(4)) {
            case 0 -> {
                coverage.count(Coverage.Event.LOST_ANSWER);
                trace.add(() -> "answer to the commit of " + table.name() + " lost");
                action.run();
                throw new UncheckedIOException(new IOException("connection lost"));
            }
            case 1 -> {
                coverage.count(Coverage.Event.LOST_ANSWER);
                throw new UncheckedIOException(new IOException("connection lost"));
            }
            default -> {
                foreigner.accept(table);
                action.run();
            }
        }
    }
}
