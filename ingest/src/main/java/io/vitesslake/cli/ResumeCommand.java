package io.vitesslake.cli;

import io.vitesslake.commit.TableRequests;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code resume}: lets paused tables go on, in the lake alone. */
@Command(
        name = "resume",
        description =
                "Lets tables go on that `vitesslake pause` left as they are, from where they stand. Needs the lake alone; a sync does"
                        + " the work.",
        footerHeading = "%nExample:%n",
        footer = "  vitesslake resume orders customer --config vitesslake.yaml")
final class ResumeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Parameters(arity = "1..*", paramLabel = "TABLE", description = "Source tables that are in the lake.")
    private List<String> tables;

    @Override
    public Integer call() {
        new TableOrder(config.load()).place(tables, "resume %s", TableRequests::resume);
        PrintWriter out = spec.commandLine().getOut();
        out.println("To go on: " + String.join(", ", tables) + ".");
        out.println("A running sync picks them up within about a minute; otherwise the next start does.");
        out.flush();
        return 0;
    }
}
