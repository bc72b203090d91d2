package io.vitesslake.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that finds nothing proves nothing: planted mistakes are found, each within some tens of seeds. */
@ExtendWith(ExpectedConflicts.class)
final class SimulationMistakesTest {

    private static final int MOST_SEEDS = 60;

    // A seed that finds it, where the first ones do not: lives that show nothing take time. When the simulation has
    // changed, others find it.
    private static final Map<Mistake, Integer> FOUND_BY = Map.of(
            Mistake.INSERTS_WHAT_IT_COPIES, 18,
            Mistake.BELIEVES_POSITIONS_EARLY, 15,
            Mistake.READS_REFERENCE_TABLES_EVERYWHERE, 18,
            Mistake.TRUSTS_EVERY_KEY, 24,
            Mistake.GOES_THERE_AND_BACK_TWICE, 22,
            Mistake.OVERLOOKS_TRUNCATE, 16,
            Mistake.OVERLOOKS_DDL, 16,
            Mistake.BELIEVES_COLUMNS_OF_OTHER_SHARDS, 37,
            Mistake.SWAPS_BLINDLY, 9);

    @TempDir
    private Path directory;

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPlantedMistakeIsFound(Mistake mistake) {
        int first = FOUND_BY.getOrDefault(mistake, 1);
        assertThat(IntStream.range(first, first + MOST_SEEDS).anyMatch(seed -> isFound(mistake, seed)))
                .as("%s found by seeds %s to %s", mistake, first, first + MOST_SEEDS - 1)
                .isTrue();
    }

    private boolean isFound(Mistake mistake, int seed) {
        try {
            new Simulation(seed, mistake.kind(), new Coverage(), mistake, directory, false).run();
            return false;
        } catch (AssertionError | RuntimeException e) {
            System.out.printf("SimulationMistakesTest: %s found by seed %d: %.200s%n", mistake, seed, e.getMessage());
            return true;
        }
    }
}
