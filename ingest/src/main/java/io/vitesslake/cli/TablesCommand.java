package io.vitesslake.cli;

import io.vitesslake.change.ErrorCode;
import io.vitesslake.cli.TablePreview.Refusal;
import io.vitesslake.config.Config;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.vstream.VStreamOptions;
import io.vitesslake.source.vstream.VtgateConnection;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tables}: what a sync would do, asked of the source alone. */
@Command(
        name = "tables",
        description = {
            "Shows which tables a sync would mirror, under which name and by which key, and which it would refuse and why."
                    + " Reads what the source tells of its tables, no rows, and leaves the lake alone.",
            "Exits 0 when every table can be mirrored, 6 when a sync would go on without some, and 2 when it would not"
                    + " start."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  vitesslake tables --config vitesslake.yaml", "  vitesslake tables orders --config vitesslake.yaml"
        })
final class TablesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Parameters(
            arity = "0..*",
            paramLabel = "TABLE",
            description = "These source tables only, and their columns. Default: all that are wanted.")
    private List<String> names = List.of();

    @Option(names = "--columns", description = "Show the columns of every table with their types here and there.")
    private boolean columns;

    @Option(names = "--json", description = "Print an array of objects, one per table.")
    private boolean json;

    @Override
    public Integer call() {
        Config loaded = config.load();
        VStreamOptions options = VStreamOptions.bounded(
                Math.toIntExact(loaded.source().maxMessage().bytes()), VStreamOptions.DEFAULT_MAX_UNREAD_BYTES);
        try (VtgateConnection vtgate = VtgateConnection.open(SourceAddress.of(loaded.source()), options)) {
            KeyspaceCatalog catalog = vtgate.keyspace(loaded.source().keyspace());
            new WantedTables(loaded, catalog).require(names, "show");
            // All are checked, for whether a target is taken depends on the others.
            List<TablePreview> tables = new Preview(loaded, catalog, vtgate.shards())
                    .tables().stream()
                            .filter(table -> names.isEmpty() || names.contains(table.table()))
                            .toList();
            TablesPage page = new TablesPage(tables, columns || !names.isEmpty());
            PrintWriter out = spec.commandLine().getOut();
            out.println(json ? page.json() : page.text());
            out.flush();
            return exitCode(tables);
        }
    }

    private static int exitCode(List<TablePreview> tables) {
        List<Refusal> refusals =
                tables.stream().flatMap(table -> table.refusal().stream()).toList();
        if (refusals.stream().anyMatch(Refusal::ends)) {
            return ErrorCode.CONFIG.exitCode();
        }
        return refusals.isEmpty() ? 0 : ErrorCode.TABLES_STOPPED.exitCode();
    }
}
