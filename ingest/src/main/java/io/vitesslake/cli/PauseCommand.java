package io.vitesslake.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pause}: asks the sync to leave tables as they are, in the lake alone. */
@Command(
        name = "pause",
        description =
                "Asks the sync to leave tables in the lake as they are until `vitesslake resume`; it follows the others. Needs the lake"
                        + " alone.",
        footerHeading = "%nExample:%n",
        footer = "  vitesslake pause orders customer --config vitesslake.yaml")
final class PauseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Parameters(arity = "1..*", paramLabel = "TABLE", description = "Source tables that are in the lake.")
    private List<String> tables;

    @Override
    public Integer call() {
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        new TableOrder(config.load()).place(tables, "pause %s", (requests, table) -> requests.pause(table, now));
        PrintWriter out = spec.commandLine().getOut();
        out.println("Paused: " + String.join(", ", tables) + ".");
        out.println("A running sync leaves them within about a minute, and no start takes them in.");
        out.println("They can go on for as long as the source keeps the binlogs since: `vitesslake resume`.");
        out.flush();
        return 0;
    }
}
