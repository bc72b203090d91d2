package io.vitesslake.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lives of a keyspace and its mirror in which tables change too: DDL of all kinds, which every shard runs in its own time (see
 * {@link Simulation} and {@link SimulationRun}). That everything happens is required of {@code -Dsim.seeds=500} and more.
 */
@ExtendWith(ExpectedConflicts.class)
final class SchemaSimulationTest {

    private static final int SEEDS = 60;
    private static final int ENOUGH = 500;
    private static final int MANY = 2_000;

    @TempDir
    private Path directory;

    @Test
    void whateverChangesTheLakeEqualsTheSource() throws Exception {
        int seeds = System.getProperty("long") == null ? SEEDS : MANY;
        assertThat(new SimulationRun(SimKind.SCHEMAS, directory).run(seeds, ENOUGH))
                .isEmpty();
    }
}
