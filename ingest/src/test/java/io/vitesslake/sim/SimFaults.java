package io.vitesslake.sim;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.maintain.ExpiryOptions;
import io.vitesslake.maintain.SnapshotExpiry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.TableProperties;

/** The faults of one simulation: a plan for each process, writers that overlap, and the ledger that must stay in order all the time. */
final class SimFaults {

    /** So that files are deleted all the time. */
    static final Map<String, String> SHORT_HISTORY = Map.of(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "3");

    private static final int MOST_COMMITS = 8;

    private final Random random;
    private final SimLake lake;
    private final SimClock clock;
    private final Coverage coverage;
    private final SimTrace trace;
    private final LateCommits late;
    private final CommitLedger ledger;

    SimFaults(long seed, SimLake lake, SimClock clock, CheckpointNames names, Coverage coverage, SimTrace trace) {
        this.random = new Random(seed * 0xBF58476D1CE4E5B9L);
        this.lake = lake;
        this.clock = clock;
        this.coverage = coverage;
        this.trace = trace;
        this.late = new LateCommits(random, coverage, trace);
        this.ledger = new CommitLedger(names);
    }

    /** With faults history is as short as it may be. Snapshots have the time of the machine. */
    static SnapshotExpiry expiry(SimKind kind, CheckpointNames names, TableCommitter committer, Clock clock) {
        if (kind != SimKind.FAULTS) {
            return new SnapshotExpiry(names, ExpiryOptions.DEFAULT, clock, committer);
        }
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        return new SnapshotExpiry(names, new ExpiryOptions(3, Duration.ZERO, 3), later, committer);
    }

    /** Faults of one process. */
    final class OfProcess {

        private final Incarnation life;
        private final FaultyCalls calls;
        private final Overlap overlap;
        private final FaultyLake faultyLake;

        private OfProcess(Incarnation life, FaultPlan plan, Overlap overlap) {
            this.life = life;
            this.calls = new FaultyCalls(plan, new Random(random.nextLong()), clock, coverage, trace);
            this.overlap = overlap;
            this.faultyLake = new FaultyLake(lake, life, calls, overlap, late, ledger, coverage);
            trace.add(() -> overlap + ", " + plan);
        }

        FaultyCalls calls() {
            return calls;
        }

        FaultyLake lake() {
            return faultyLake;
        }

        void lull() {
            overlap.pass(Overlap.Place.BETWEEN_SIGNALS);
        }

        /** The process has ended in good order. */
        void ended() {
            faultyLake.end();
            if (overlap.happened()) {
                coverage.count(Coverage.Event.OVERLAPPED_AND_WENT_ON);
            }
        }

        /** The process has ended; tells whether it may have, for what was done to it. */
        boolean mayEnd(CodedException e) {
            faultyLake.end();
            if (e.code() == ErrorCode.FENCED && faultyLake.isOvertaken()) {
                coverage.count(
                        overlap.happened()
                                ? Coverage.Event.OVERLAPPED_AND_FENCED
                                : Coverage.Event.FENCED_BY_LATE_COMMIT);
                return true;
            }
            boolean met = calls.plan().wasMet();
            if (met && e.code() == ErrorCode.SOURCE) {
                coverage.count(Coverage.Event.GAVE_UP_SOURCE);
            } else if (met && e.code() == ErrorCode.LAKE) {
                coverage.count(Coverage.Event.GAVE_UP_LAKE);
            }
            return met && (e.code() == ErrorCode.SOURCE || e.code() == ErrorCode.LAKE);
        }

        /** It dies. */
        void died() {
            faultyLake.end();
        }
    }

    /**
     * @param spared whether its calls meet no more faults
     * @param other lives a process while this one hangs; null if none may
     */
    OfProcess of(Incarnation life, boolean spared, Runnable other) {
        Overlap overlap = overlap(other);
        boolean spares = spared || overlap != Overlap.NONE && random.nextBoolean();
        return new OfProcess(life, spares ? FaultPlan.NONE : FaultPlan.drawn(random), overlap);
    }

    private Overlap overlap(Runnable other) {
        if (other == null || random.nextInt(5) < 2) {
            return Overlap.NONE;
        }
        Overlap.Place[] places = Overlap.Place.values();
        Overlap.Place place = places[1 + random.nextInt(places.length - 1)];
        int most = place == Overlap.Place.BETWEEN_SIGNALS ? 100 : MOST_COMMITS;
        return new Overlap(place, random.nextInt(most), Thread.currentThread(), coverage, other);
    }

    /** Between two processes. */
    void pass() {
        late.pass(4);
        ledger.requireOrder();
    }
}
