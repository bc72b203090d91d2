package io.vitesslake.demo;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a demo lives: its configuration, lake and log. A new demo replaces an earlier one, and nothing else.
 *
 * @param path absolute
 */
record DemoDirectory(Path path) {

    static DemoDirectory prepare(Path directory) throws IOException {
        DemoDirectory demo = new DemoDirectory(directory.toAbsolutePath().normalize());
        if (Files.exists(demo.path) && !Files.exists(demo.config()) && !isEmpty(demo.path)) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "directory-in-use",
                    "Cannot write the demo into " + demo.path
                            + ": it holds other files. Give another directory with --dir.");
        }
        for (Path old : List.of(demo.warehouse(), demo.catalog(), demo.log(), demo.config())) {
            delete(old);
        }
        Files.createDirectories(demo.warehouse());
        return demo;
    }

    Path config() {
        return path.resolve("demo.yaml");
    }

    Path log() {
        return path.resolve("sync.log");
    }

    Path catalog() {
        return path.resolve("catalog.db");
    }

    Path warehouse() {
        return path.resolve("warehouse");
    }

    /** @param lake the section {@code catalog} of the configuration */
    void writeConfig(String vtgate, String keyspace, String lake) throws IOException {
        Files.writeString(
                config(),
                String.join(
                        "\n",
                        "# Written by `vitesslake demo`; a real one looks the same.",
                        "source:     {vtgate: \"" + vtgate + "\", keyspace: " + keyspace + "}",
                        lake,
                        "checkpoint: {interval: 1s}",
                        "memory:     512MiB",
                        ""));
    }

    /** The lake beside the configuration, in files. */
    String ownLake() {
        return "catalog:    {name: lake, type: jdbc, uri: \"jdbc:sqlite:" + catalog() + "\", warehouse: \""
                + warehouse().toUri() + "\"}";
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static void delete(Path old) throws IOException {
        if (Files.exists(old)) {
            try (Stream<Path> files = Files.walk(old)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
