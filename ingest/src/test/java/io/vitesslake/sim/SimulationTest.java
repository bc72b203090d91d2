package io.vitesslake.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many short lives of a keyspace and its mirror (see {@link Simulation} and {@link SimulationRun}); thousands with {@code -Dlong}.
 */
@ExtendWith(ExpectedConflicts.class)
final class SimulationTest {

    private static final int SEEDS = 200;
    private static final int ENOUGH = 2_000;
    private static final int MANY = 5_000;

    @TempDir
    private Path directory;

    @Test
    void whateverHappensTheLakeEqualsTheSource() throws Exception {
        int seeds = System.getProperty("long") == null ? SEEDS : MANY;
        assertThat(new SimulationRun(SimKind.ROWS, directory).run(seeds, ENOUGH))
                .isEmpty();
    }
}
