package io.vitesslake.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Which calls of one process to the world meet which fault: for each kind of call the n-th, as drawn from a seed, sometimes so
 * many in a row that no number of tries helps. Any thread.
 */
final class FaultPlan {

    /** A call, and what may become of it. */
    enum Call {
        /** Asks the catalog where a table stands. */
        LOAD(Odds.OFTEN, Fault.BEFORE, Fault.SLOW, Fault.HANG),
        CREATE(Odds.ONCE, Fault.BEFORE, Fault.AFTER, Fault.LATE, Fault.SLOW, Fault.HANG),
        COMMIT(
                Odds.RARE,
                Fault.BEFORE,
                Fault.AFTER,
                Fault.LATE,
                Fault.SLOW,
                Fault.HANG,
                Fault.REFUSED,
                Fault.REFUSED_AFTER),
        READ(Odds.OFTEN, Fault.BEFORE, Fault.SLOW, Fault.HANG),
        NEW_OUTPUT(Odds.OFTEN, Fault.BEFORE, Fault.SLOW),
        /** Some bytes of a file. */
        WRITE(Odds.ALWAYS, Fault.BEFORE, Fault.SLOW),
        CLOSE(Odds.OFTEN, Fault.BEFORE, Fault.AFTER, Fault.SLOW, Fault.HANG),
        DELETE(Odds.RARE, Fault.BEFORE, Fault.AFTER, Fault.SLOW),
        SHARDS(Odds.RARE, Fault.BEFORE, Fault.SLOW, Fault.HANG),
        GTIDS(Odds.RARE, Fault.BEFORE, Fault.SLOW, Fault.HANG),
        /** The first response of a stream. */
        STREAM_START(Odds.RARE, Fault.BEFORE, Fault.HANG),
        /** Any other response of a stream; after one that leaves a transaction unfinished. */
        STREAM(Odds.OFTEN, Fault.BEFORE, Fault.AFTER, Fault.HANG);

        private final Odds odds;
        private final List<Fault> faults;

        Call(Odds odds, Fault... faults) {
            this.odds = odds;
            this.faults = List.of(faults);
        }

        List<Fault> faults() {
            return faults;
        }
    }

    /** What becomes of a call. */
    enum Fault {
        NONE,
        /** Fails without effect. */
        BEFORE,
        /** Takes effect, and the answer is lost. */
        AFTER,
        /** Takes effect some time after the client has given it up. */
        LATE,
        /** Takes effect in the end. */
        SLOW,
        /** Fails without effect when the client has waited for long. */
        HANG,
        /** Is refused without a reason. */
        REFUSED,
        /** Takes effect, and is told to be refused. */
        REFUSED_AFTER
    }

    /** How many calls of a kind there are, from a few to thousands in the life of a process. */
    private enum Odds {
        ONCE(1, 1, 1),
        RARE(1, 2, 5),
        OFTEN(8, 30, 100),
        ALWAYS(200, 1_000, 5_000);

        private final int[] gaps;

        Odds(int... gaps) {
            this.gaps = gaps;
        }
    }

    static final FaultPlan NONE = new FaultPlan(0, 0);

    private static final int MOST_FAULTS = 40;
    // More than anything is tried.
    private static final int WHOLE_OUTAGE = 12;

    private final Map<Call, Course> courses = new EnumMap<>(Call.class);
    private int faultsLeft;
    private int met;

    /** How one kind of call goes. */
    private static final class Course {

        private final Call call;
        private final Random random;
        private final int meanGap;
        private int untilNext;
        private int inARow;
        private Fault fault = Fault.NONE;

        Course(Call call, Random random) {
            this.call = call;
            this.random = random;
            this.meanGap = call.odds.gaps[random.nextInt(call.odds.gaps.length)];
            plan();
        }

        private void plan() {
            untilNext = random.nextInt(2 * meanGap);
            inARow = random.nextInt(call.odds == Odds.RARE ? 4 : 12) == 0 ? WHOLE_OUTAGE : 1;
            fault = call.faults.get(random.nextInt(call.faults.size()));
        }

        Fault next() {
            if (untilNext > 0) {
                untilNext--;
                return Fault.NONE;
            }
            Fault now = fault;
            if (--inARow == 0) {
                plan();
            }
            return now;
        }

        @Override
        public String toString() {
            return call + " number " + (untilNext + 1) + " " + fault + (inARow > 1 ? " " + inARow + " times" : "");
        }
    }

    private FaultPlan(long seed, int faults) {
        this.faultsLeft = faults;
        if (faults > 0) {
            // Few kinds, or a process would end before it met the second.
            Random random = new Random(seed);
            Call[] calls = Call.values();
            for (int kinds = 1 + random.nextInt(3); kinds > 0; kinds--) {
                add(calls[random.nextInt(calls.length)], random);
            }
            // There are few of them.
            add(random.nextBoolean() ? Call.CREATE : random.nextBoolean() ? Call.COMMIT : Call.LOAD, random);
        }
    }

    private void add(Call call, Random random) {
        courses.put(call, new Course(call, new Random(random.nextLong())));
    }

    static FaultPlan drawn(Random random) {
        return new FaultPlan(random.nextLong(), 1 + random.nextInt(MOST_FAULTS));
    }

    /** What becomes of this call. */
    synchronized Fault next(Call call) {
        Course course = courses.get(call);
        if (course == null || faultsLeft == 0) {
            return Fault.NONE;
        }
        Fault fault = course.next();
        if (fault != Fault.NONE) {
            faultsLeft--;
            met++;
        }
        return fault;
    }

    /** Whether any call has met a fault. */
    synchronized boolean wasMet() {
        return met > 0;
    }

    @Override
    public synchronized String toString() {
        return faultsLeft + " faults: " + new ArrayList<>(courses.values());
    }
}
