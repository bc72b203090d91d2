package io.vitesslake.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One process of ours, watched until it ends. Thread-safe. Close kills what still runs. */
public final class ChildProcess implements AutoCloseable {

    private static final long SAMPLE_MILLIS = 50;
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, fixed in Linux's /proc interface

    private final Process process;
    private final Thread hook; // a child must not outlive this process
    private final long startNanos = System.nanoTime();
    private final ScheduledExecutorService sampler;
    private final ScheduledFuture<?> samples;
    private volatile double cpuSeconds;
    private volatile long peakRssBytes;

    private ChildProcess(Process process) {
        this.process = process;
        this.hook = new Thread(process::destroyForcibly, "child-end");
        Runtime.getRuntime().addShutdownHook(hook);
        this.sampler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "child-sampler");
            thread.setDaemon(true);
            return thread;
        });
        this.samples = sampler.scheduleAtFixedRate(this::sample, 0, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Starts a process.
     *
     * @param log receives its output, appended
     */
    public static ChildProcess start(List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ChildProcess(process);
    }

    /** A command that runs a main class in a JVM like this one, with the same class path. */
    public static List<String> java(List<String> jvmOptions, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        return command;
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it at once, as kill -9 does, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for a while; true when the process has ended. */
    public boolean endedWithin(Duration wait) throws InterruptedException {
        return process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Waits for the process to end by itself.
     *
     * @return its exit code
     * @throws IllegalStateException when it takes longer; it is killed then
     */
    public int await(Duration longest) throws InterruptedException {
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            kill();
            throw new IllegalStateException("Cannot wait longer than " + longest + " for process " + pid()
                    + ", so it was killed. See its log.");
        }
        return process.exitValue();
    }

    /** What it has used so far. */
    public Usage usage() {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        return new Usage(seconds, cpuSeconds, peakRssBytes);
    }

    @Override
    public void close() {
        samples.cancel(false);
        sampler.shutdownNow();
        process.destroyForcibly();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // This process is ending already, and the hook with it.
        }
    }

    private void sample() {
        if (!process.isAlive()) {
            sampler.shutdown();
            return;
        }
        Path proc = Path.of("/proc", Long.toString(pid()));
        try {
            for (String line : Files.readAllLines(proc.resolve("status"))) {
                if (line.startsWith("VmHWM:")) {
                    peakRssBytes = Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
            String stat = Files.readString(proc.resolve("stat"));
            // After the command name in parentheses: state is field 3, utime and stime are 14 and 15.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            cpuSeconds = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
        } catch (IOException e) {
            // It ended between two looks, or there is no /proc: the last figures stand.
        }
    }
}
