package io.vitesslake.sim;

import io.vitesslake.sim.Coverage.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;

/** Requests to the catalog that are still under way when their senders have given them up, or died. One thread. */
final class LateCommits {

    private final Random random;
    private final Coverage coverage;
    private final SimTrace trace;
    private final Deque<Runnable> underWay = new ArrayDeque<>();

    LateCommits(Random random, Coverage coverage, SimTrace trace) {
        this.random = random;
        this.coverage = coverage;
        this.trace = trace;
    }

    /** Tells whether the sender dies meanwhile. */
    boolean add(Runnable commit) {
        underWay.add(commit);
        return random.nextBoolean();
    }

    /** Some of them arrive, each with a chance of one in the given. */
    void pass(int odds) {
        while (!underWay.isEmpty() && random.nextInt(odds) == 0) {
            Runnable commit = underWay.remove();
            try {
                commit.run();
                trace.add(() -> "a commit lands late");
                coverage.count(Event.LATE_COMMIT_LANDED);
            } catch (CommitFailedException | AlreadyExistsException e) {
                trace.add(() -> "a commit comes too late: " + e.getMessage());
                coverage.count(Event.LATE_COMMIT_REFUSED);
            }
        }
    }
}
