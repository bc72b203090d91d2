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
 * Thousands of short lives of a keyspace and its mirror (see {@link Simulation} and {@link SimulationRun}).
 */
final class SimulationTest {

    private static final int SEEDS = 2_000;

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
    void whateverHappensTheLakeEqualsTheSource() throws Exception {
        assertThat(new SimulationRun(false, directory).run(SEEDS, SEEDS)).isEmpty();
    }
}
