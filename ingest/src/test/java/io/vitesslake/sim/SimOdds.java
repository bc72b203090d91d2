package io.vitesslake.sim;

import java.util.Random;

/** How likely what is in one simulation, itself drawn from the seed. One thread. */
final class SimOdds {

    private final boolean named;
    private final int cutOdds;
    private final int retryOdds;
    private int cutsLeft;

    SimOdds(Random random) {
        named = random.nextInt(5) > 0;
        cutOdds = oneOf(random, 8, 25, 60, 100_000);
        retryOdds = oneOf(random, 8, 25, 60, 100_000);
        cutsLeft = 60;
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
        return random.nextInt(retryOdds) == 0;
    }

    @Override
    public String toString() {
        return "named " + named + ", cuts 1/" + cutOdds + ", retries 1/" + retryOdds;
    }
}
