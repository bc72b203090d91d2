package io.vitesslake.sim;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** How likely what is in one simulation, itself drawn from the seed. One thread. */
final class SimOdds {

    private final boolean named;
    private final int cutOdds;
    private final int retryOdds;
    // A table whose key MySQL cannot go on within is copied anew after each: with no end to them it would never be
    // done.
    private int cutsLeft;
    private int retriesLeft;

    /** Statements that need no new copy, by themselves and under the right policies. */
    private static final Set<SimDdl.Kind> FOLLOWED = EnumSet.of(
            SimDdl.Kind.ADD,
            SimDdl.Kind.ADD_DEFAULT,
            SimDdl.Kind.DROP_COLUMN,
            SimDdl.Kind.RENAME_COLUMN,
            SimDdl.Kind.SWAP,
            SimDdl.Kind.WIDEN,
            SimDdl.Kind.LENGTH,
            SimDdl.Kind.LABELS,
            SimDdl.Kind.NULLABLE,
            SimDdl.Kind.REORDER,
            SimDdl.Kind.COMMENT,
            SimDdl.Kind.INDEX);

    SimOdds(Random random) {
        named = random.nextInt(5) > 0;
        cutOdds = oneOf(random, 8, 25, 60, 100_000);
        retryOdds = oneOf(random, 8, 25, 60, 100_000);
        cutsLeft = 60;
        retriesLeft = 120;
    }

    /** How likely which DDL statement is: of some kinds there are many, of others none. */
    static Map<SimDdl.Kind, Integer> ofStatements(Random random) {
        Map<SimDdl.Kind, Integer> weights = new EnumMap<>(SimDdl.Kind.class);
        for (SimDdl.Kind kind : SimDdl.Kind.values()) {
            weights.put(kind, oneOf(random, 0, 0, 1, 6));
        }
        if (random.nextInt(3) == 0) {
            // A new copy takes long: without any, many more statements are followed.
            weights.keySet().removeIf(kind -> !FOLLOWED.contains(kind));
            weights.put(SimDdl.Kind.ADD_DEFAULT, 6);
            return weights;
        }
        // What takes the most events in the right order.
        weights.merge(SimDdl.Kind.TRUNCATE, 3, Integer::sum);
        weights.merge(SimDdl.Kind.WIDEN, 3, Integer::sum);
        return weights;
    }

    private static int oneOf(Random random, int... values) {
        return values[random.nextInt(values.length)];
    }

    boolean named() {
        return named;
    }

    boolean cuts(Random random) {
        return cutsLeft > 0 && random.nextInt(cutOdds) == 0 && cutsLeft-- > 0;
    }

    boolean retries(Random random) {
        return retriesLeft > 0 && random.nextInt(retryOdds) == 0 && retriesLeft-- > 0;
    }

    @Override
    public String toString() {
        return "named " + named + ", cuts 1/" + cutOdds + ", retries 1/" + retryOdds;
    }
}
