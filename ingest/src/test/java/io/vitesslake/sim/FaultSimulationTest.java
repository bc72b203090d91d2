package io.vitesslake.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lives of a keyspace and its mirror in which every call to the catalog, the store and VTGate may fail, before or after it took
 * effect, hang or come late, and in which a process that was taken for dead goes on beside the one that took its place (see
 * {@link FaultPlan}, {@link Overlap}, {@link CommitLedger} and {@link SimulationRun}). {@code -Dlong} runs many more.
 */
@ExtendWith(ExpectedConflicts.class)
final class FaultSimulationTest {

    // Some 80 s of two processors.
    private static final int SEEDS = 80;
    private static final int MANY = 5_000;

    @TempDir
    private Path directory;

    @Test
    void whateverFailsTheLakeEqualsTheSourceAndNothingIsCommittedTwice() throws Exception {
        int seeds = System.getProperty("long") == null ? SEEDS : MANY;
        assertThat(new SimulationRun(SimKind.FAULTS, directory).run(seeds, SEEDS))
                .isEmpty();
    }
}
