package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.config.Config;
import io.vitesslake.source.vstream.VStreamOptions;
import io.vitesslake.source.vstream.VtgateConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code init}: a configuration to begin with. */
@Command(
        name = "init",
        description =
                "Asks VTGate for the tables of a keyspace and writes a configuration that mirrors them, with comments.",
        footerHeading = "%nExample:%n",
        footer = {
            "  vitesslake init --vtgate localhost:15991 --keyspace commerce --output vitesslake.yaml",
            "  vitesslake init --vtgate HOST.connect.psdb.cloud:443 --tls --user USER --password-env PASSWORD"
        })
final class InitCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--vtgate",
            required = true,
            paramLabel = "HOST:PORT",
            description = "VTGate's gRPC address, such as localhost:15991.")
    private String vtgate;

    @Mixin
    private AccessOptions access;

    @Option(
            names = "--keyspace",
            paramLabel = "KEYSPACE",
            description = "The keyspace; may be left out if there is only one.")
    private String keyspace;

    @Option(
            names = "--warehouse",
            paramLabel = "URI",
            defaultValue = "lake/warehouse",
            description = "Where the lake's tables lie, a directory or such as s3://bucket/lake (default:"
                    + " ${DEFAULT-VALUE}).")
    private String warehouse;

    @Option(names = "--output", paramLabel = "FILE", description = "Write there, to a new file, instead of to stdout.")
    private Path output;

    @Override
    public Integer call() {
        if (output != null && Files.exists(output)) {
            throw exists();
        }
        StarterFile draft = draft(keyspace == null ? "any" : keyspace);
        // Refuses a wrong address before anybody is asked.
        Config asked = parse(draft);
        try (VtgateConnection connection =
                VtgateConnection.open(SourceAddress.of(asked.source()), VStreamOptions.defaults())) {
            String chosen = choose(connection.keyspaces());
            Config config = parse(draft(chosen));
            List<TablePreview> tables = new Preview(config, connection.keyspace(chosen), connection.shards()).tables();
            requireAny(chosen, tables);
            write(draft(chosen).of(tables));
        }
        return 0;
    }

    private StarterFile draft(String of) {
        boolean local = !warehouse.contains("://");
        Path lake = local
                ? Path.of(warehouse).toAbsolutePath().normalize()
                : Path.of("lake", "warehouse").toAbsolutePath();
        String uri = local ? "file://" + lake : warehouse;
        return new StarterFile(vtgate, access.yaml(), of, uri, lake.resolveSibling("catalog.db"), List.of());
    }

    private Config parse(StarterFile file) {
        Config config = Config.parse("made by init", file.text(), System.getenv());
        if (spec.root().userObject() instanceof Main main) {
            main.hide(Secrets.of(config));
        }
        return config;
    }

    private String choose(List<String> served) {
        if (keyspace == null && served.size() == 1) {
            return served.get(0);
        }
        if (keyspace != null && served.contains(keyspace)) {
            return keyspace;
        }
        throw new CodedException(
                ErrorCode.CONFIG,
                "no-keyspace",
                (keyspace == null ? "Cannot choose a keyspace" : "Cannot find keyspace " + keyspace) + ": VTGate "
                        + vtgate + " serves " + served + ". Give one of them with --keyspace.");
    }

    private static void requireAny(String keyspace, List<TablePreview> tables) {
        if (tables.stream().allMatch(table -> table.refusal().isPresent())) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "no-tables",
                    "Cannot write a configuration for keyspace " + keyspace + ", none of its tables can be mirrored: "
                            + tables.stream()
                                    .flatMap(table -> table.refusal().stream())
                                    .map(refusal -> refusal.error().getMessage())
                                    .collect(Collectors.joining(" ")));
        }
    }

    private void write(StarterFile file) {
        PrintWriter out = spec.commandLine().getOut();
        if (output == null) {
            out.print(file.text());
            out.flush();
            return;
        }
        try {
            Files.writeString(output, file.text(), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw exists();
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "unwritable-file",
                    "Cannot write " + output + ": " + e + ". Give a file in a writable directory with --output.",
                    e);
        }
        out.println("Wrote " + output + ". See what it would mirror: vitesslake tables --config " + output);
        out.flush();
    }

    private CodedException exists() {
        return new CodedException(
                ErrorCode.CONFIG,
                "file-exists",
                "Cannot write " + output + ": it exists. Give another name with --output, or move it away.");
    }
}
