package io.vitesslake.sim;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A simulation that finds nothing proves nothing: planted mistakes are found, each within a hundred seeds. */
final class SimulationMistakesTest {

    private static final int MOST_SEEDS = 100;

    private static final Logger COMMITS = (Logger) LoggerFactory.getLogger("io.vitesslake.commit");

    @TempDir
    private Path directory;

    // Thousands of conflicts are made on purpose.
    @BeforeAll
    static void hush() {
        COMMITS.setLevel(Level.ERROR);
    }

    @AfterAll
    static void speakAgain() {
        COMMITS.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPlantedMistakeIsFound(Mistake mistake) {
        assertThat(firstFound(mistake)).as("%s found by seed", mistake).isLessThanOrEqualTo(MOST_SEEDS);
    }

    private long firstFound(Mistake mistake) {
        for (long seed = 1; seed <= MOST_SEEDS; seed++) {
            try {
                new Simulation(seed, mistake.isOfSchemas(), new Coverage(), mistake, directory, false).run();
            } catch (AssertionError | RuntimeException e) {
                System.out.printf(
                        "SimulationMistakesTest: %s found by seed %d: %.200s%n", mistake, seed, e.getMessage());
                return seed;
            }
        }
        return Long.MAX_VALUE;
    }
}
