package io.vitesslake.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code recopy}: asks for a new copy of tables, in the lake alone. */
@Command(
        name = "recopy",
        description =
                "Asks the sync to copy tables again from the source. Readers see the old rows until the new copy is complete,"
                        + " then all of it at once. Needs the lake alone; a sync does the work.",
        footerHeading = "%nExample:%n",
        footer = "  vitesslake recopy orders customer --config vitesslake.yaml")
final class RecopyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Parameters(arity = "1..*", paramLabel = "TABLE", description = "Source tables that are in the lake.")
    private List<String> tables;

    @Override
    public Integer call() {
        new TableOrder(config.load())
                .place(tables, "copy %s again", (requests, table) -> requests.recopy(table, UUID.randomUUID()));
        PrintWriter out = spec.commandLine().getOut();
        out.println("To be copied again: " + String.join(", ", tables) + ".");
        out.println("A running sync picks it up within about a minute; otherwise the next start does.");
        out.println("Readers see the old rows until the copy is complete.");
        out.flush();
        return 0;
    }
}
