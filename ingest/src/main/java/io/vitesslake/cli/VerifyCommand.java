package io.vitesslake.cli;

import io.vitesslake.config.Config;
import io.vitesslake.config.DurationText;
import io.vitesslake.verify.VerifyOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code verify}: whether lake and source are equal, while both move. */
@Command(
        name = "verify",
        description = {
            "Compares every row and value of the lake with the source while both move, and names the keys that differ."
                    + " Reads the source by SQL at its primaries. Writes nothing.",
            "Exits 0 when all is equal, and 1 when something differs or could not be compared."
        },
        footerHeading = "%nExample:%n",
        footer = "  vitesslake verify --config vitesslake.yaml --table orders")
final class VerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "A source table; may be repeated. Default: all that are mirrored.")
    private List<String> tables = List.of();

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = "Longest wait for the lake to reach what the source has shown, such as 90s (default:"
                    + " ${DEFAULT-VALUE}).")
    private String longestWait;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Most keys of a table that are named (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--show-values", description = "Print values as well as keys; they may be personal data.")
    private boolean showValues;

    @Override
    public Integer call() throws InterruptedException {
        Duration wait = DurationText.parse(longestWait).orElseThrow(() -> invalid("--wait", longestWait, "10m or 90s"));
        if (limit < 1) {
            throw invalid("--limit", Integer.toString(limit), "20");
        }
        Config loaded = config.load();
        VerifyPage page = new VerifyPage(spec.commandLine().getOut(), showValues);
        return new VerifyRun(loaded, new VerifyOptions(wait, limit), page).run(tables);
    }

    private ParameterException invalid(String option, String value, String example) {
        return new ParameterException(
                spec.commandLine(),
                "Invalid value '" + value + "' for option " + option + ": give one such as " + example);
    }
}
