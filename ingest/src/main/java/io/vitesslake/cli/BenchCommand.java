package io.vitesslake.cli;

import io.vitesslake.bench.Bench;
import io.vitesslake.bench.BenchKeyspace;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.child.ChildProcess;
import io.vitesslake.child.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench}: the speed of the whole path over recorded streams. */
@Command(
        name = "bench",
        hidden = true,
        description = "Measures the whole path over recorded streams.",
        footerHeading = "%nExample:%n",
        footer = "  vitesslake bench --changes 1000000")
final class BenchCommand implements Callable<Integer> {

    private static final Duration LONGEST_SYNC = Duration.ofMinutes(30);

    @Spec
    private CommandSpec spec;

    @Option(names = "--changes", defaultValue = "5000000", description = "Changes of the running phase, at least.")
    private long changes;

    @Option(
            names = "--recordings",
            paramLabel = "DIR",
            description = "Recordings of one's own: orders_copy.bin.gz and orders_running.bin.gz; else those shipped.")
    private Path recordings;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the lake is written; a temporary directory if not given.")
    private Path directory;

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "Option of the measured JVM, as ./vitesslake sets them; repeatable.")
    private List<String> jvmOptions =
            List.of("-Xmx716m", "-XX:MaxDirectMemorySize=153m", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError");

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path lake =
                directory == null ? Files.createTempDirectory("vitesslake-bench-") : Files.createDirectories(directory);
        spec.commandLine().getOut().println("Lake and log: " + lake);
        BenchKeyspace keyspace =
                recordings == null ? BenchKeyspace.shipped(changes) : BenchKeyspace.from(recordings, changes);
        new Bench(keyspace, spec.commandLine().getOut(), Clock.systemUTC(), address -> sync(address, lake)).run();
        return 0;
    }

    private Usage sync(String address, Path lake) throws IOException, InterruptedException {
        Path config = lake.resolve("bench.yaml");
        Files.writeString(
                config,
                String.join(
                        "\n",
                        "source:     {vtgate: \"" + address + "\", keyspace: commerce}",
                        "catalog:    {name: lake, type: jdbc, uri: \"jdbc:sqlite:" + lake.resolve("catalog.db")
                                + "\", warehouse: \""
                                + lake.resolve("warehouse").toUri() + "\"}",
                        "memory:     1GiB",
                        ""));
        List<String> command = ChildProcess.java(
                jvmOptions, Main.class.getName(), List.of("sync", "--config", config.toString(), "--once"));
        try (ChildProcess child = ChildProcess.start(command, lake.resolve("sync.log"))) {
            int exit = child.await(LONGEST_SYNC);
            if (exit != 0) {
                throw new CodedException(
                        ErrorCode.BUG,
                        "bench-sync-failed",
                        "Cannot measure: the sync ended with exit code " + exit + ". See " + lake.resolve("sync.log"));
            }
            return child.usage();
        }
    }
}
