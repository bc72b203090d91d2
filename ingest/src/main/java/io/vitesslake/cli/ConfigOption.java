package io.vitesslake.cli;

import io.vitesslake.config.Config;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option of every command that needs a configuration. */
final class ConfigOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration, a YAML file; see docs/reference/configuration.md.")
    private Path file;

    /** Reads it; from then on its secrets are kept out of the log and of errors. */
    Config load() {
        Config config = Config.load(file, System.getenv());
        if (command.root().userObject() instanceof Main main) {
            main.hide(Secrets.of(config));
        }
        return config;
    }
}
