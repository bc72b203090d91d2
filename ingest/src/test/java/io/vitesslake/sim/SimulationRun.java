package io.vitesslake.sim;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many simulations at once. {@code -Dsim.first=S -Dsim.seeds=N} runs others than asked for; a failing seed prints the line that
 * runs it alone, and then what happened.
 *
 * @param directory for what is spilled
 */
record SimulationRun(SimKind kind, Path directory) {

    // More than processors: Iceberg looks every 10 ms whether its own pool has done what a commit or a scan gave it.
    private static final int THREADS = 12;

    /**
     * @param seeds how many, unless the command line says otherwise
     * @param enough how many let everything happen
     * @return what never happened, if so many were run
     */
    List<String> run(long seeds, long enough) throws InterruptedException, ExecutionException, IOException {
        long first = Long.getLong("sim.first", 1);
        long count = Long.getLong("sim.seeds", seeds);
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
                "%s: %d seeds from %d in %.1f s, %.1f s of processors%s%n",
                kind.test(),
                count,
                first,
                (System.nanoTime() - start) / 1e9,
                ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                                .getProcessCpuTime()
                        / 1e9,
                coverage);
        return count >= enough ? coverage.missing(kind) : List.of();
    }

    private void run(long seed, Coverage coverage, Path spill) {
        try {
            new Simulation(seed, kind, coverage, Mistake.NONE, spill, false).run();
        } catch (AssertionError | RuntimeException e) {
            Simulation again = new Simulation(seed, kind, new Coverage(), Mistake.NONE, spill, true);
            String second = "not again";
            try {
                again.run();
            } catch (AssertionError | RuntimeException f) {
                second = f.toString();
            }
            String line = "-Dtest=" + kind.test() + " -Dsim.first=" + seed + " -Dsim.seeds=1: ";
            System.out.println(kind.test() + " fails: " + line + e + "\nagain: " + second);
            write(seed, again.trace() + "\n" + second);
            throw new AssertionError(line + e.getMessage(), e);
        }
    }

    private void write(long seed, String trace) {
        try {
            Path file = Path.of("target", kind.tracePrefix() + seed + ".txt");
            Files.writeString(file, trace);
            System.out.println("trace: " + file.toAbsolutePath());
        } catch (IOException e) {
            System.out.println(trace);
        }
    }
}
