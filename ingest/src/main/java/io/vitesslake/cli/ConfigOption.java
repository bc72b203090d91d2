package io.vitesslake.cli;

import io.vitesslake.config.Config;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of every command that needs a configuration. */
final class ConfigOption {

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration, a YAML file; see docs/reference/configuration.md.")
    private Path file;

    Config load() {
        return Config.load(file, System.getenv());
    }
}
