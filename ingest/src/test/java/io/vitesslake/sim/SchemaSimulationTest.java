package io.vitesslake.sim;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Lives of a keyspace and its mirror in which tables change too: DDL of all kinds, which every shard runs in its own time (see
 * {@link Simulation} and {@link SimulationRun}). That everything happens is required of {@code -Dsim.seeds=500} and more.
 */
final class SchemaSimulationTest {

    // Some 40 s of two processors.
    private static final int SEEDS = 150;
    private static final int ENOUGH = 500;

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

    @Test
    void whateverChangesTheLakeEqualsTheSource() throws Exception {
        assertThat(new SimulationRun(true, directory).run(SEEDS, ENOUGH)).isEmpty();
    }
}
