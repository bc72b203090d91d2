package io.vitesslake.sim;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Thousands of short lives of a keyspace and its mirror (see {@link Simulation}). {@code -Dsim.first=S -Dsim.seeds=N} runs
 * others; a failing seed prints the line that runs it alone, and then what happened.
 */
final class SimulationTest {

    private static final int SEEDS = 2_000;
    // More than processors: Iceberg looks every 10 ms whether its own pool has done what a commit or a scan gave it.
    private static final int THREADS = 12;

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
        long first = Long.getLong("sim.first", 1);
        long count = Long.getLong("sim.seeds", SEEDS);
        Coverage coverage = new Coverage();
        AtomicLong next = new AtomicLong(first);
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Path spill = Files.createDirectory(directory.resolve("spill" + i));
            workers.add(threads.submit(() -> {
                for (long seed = next.getAndIncrement(); seed < first + count; seed = next.getAndIncrement()) {
                    run(seed, coverage, spill);
                }
            }));
        }
        threads.shutdown();
        for (Future<?> worker : workers) {
            worker.get();
        }
        System.out.printf(
                Locale.ROOT,
                "SimulationTest: %d seeds from %d in %.1f s, %.1f s of processors%s%n",
                count,
                first,
                (System.nanoTime() - start) / 1e9,
                ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                                .getProcessCpuTime()
                        / 1e9,
                coverage);
        if (count >= SEEDS) {
            assertThat(coverage.missing()).isEmpty();
        }
    }

    private void run(long seed, Coverage coverage, Path spill) {
        try {
            new Simulation(seed, coverage, Mistake.NONE, spill, false).run();
        } catch (AssertionError | RuntimeException e) {
            Simulation again = new Simulation(seed, new Coverage(), Mistake.NONE, spill, true);
            String second = "not again";
            try {
                again.run();
            } catch (AssertionError | RuntimeException f) {
                second = f.toString();
            }
            System.out.println(
                    "SimulationTest fails: -Dsim.first=" + seed + " -Dsim.seeds=1: " + e + "\nagain: " + second);
            write(seed, again.trace() + "\n" + second);
            throw new AssertionError("-Dsim.first=" + seed + " -Dsim.seeds=1: " + e.getMessage(), e);
        }
    }

    private static void write(long seed, String trace) {
        try {
            Path file = Path.of("target", "sim-" + seed + ".txt");
            Files.writeString(file, trace);
            System.out.println("trace: " + file.toAbsolutePath());
        } catch (IOException e) {
            System.out.println(trace);
        }
    }
}
