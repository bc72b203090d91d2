package io.vitesslake.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that finds nothing proves nothing: planted mistakes are found, each within a hundred seeds. */
@ExtendWith(ExpectedConflicts.class)
final class SimulationMistakesTest {

    private static final int MOST_SEEDS = 100;

    @TempDir
    private Path directory;

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPlantedMistakeIsFound(Mistake mistake) {
        assertThat(firstFound(mistake)).as("%s found by seed", mistake).isLessThanOrEqualTo(MOST_SEEDS);
    }

    private long firstFound(Mistake mistake) {
        for (long seed = 1; seed <= MOST_SEEDS; seed++) {
            try {
                new Simulation(seed, mistake.kind(), new Coverage(), mistake, directory, false).run();
            } catch (AssertionError | RuntimeException e) {
                System.out.printf(
                        "SimulationMistakesTest: %s found by seed %d: %.200s%n", mistake, seed, e.getMessage());
                return seed;
            }
        }
        return Long.MAX_VALUE;
    }
}
