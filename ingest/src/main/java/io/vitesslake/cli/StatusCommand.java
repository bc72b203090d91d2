package io.vitesslake.cli;

import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.commit.TableRequests;
import io.vitesslake.config.Config;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.source.vstream.VgtidCodec;
import io.vitesslake.status.LakeStatus;
import io.vitesslake.status.TableStatus;
import io.vitesslake.tables.LakeTables;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: how each table stands, from the lake alone. */
@Command(
        name = "status",
        description =
                "Shows how each table stands: state, rows, last checkpoint, lag and position. Reads the lake alone.",
        footerHeading = "%nExample:%n",
        footer = "  vitesslake status --config vitesslake.yaml")
final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Option(names = "--json", description = "Print an array of objects, one per table.")
    private boolean json;

    @Override
    public Integer call() {
        Config loaded = config.load();
        PrintWriter out = spec.commandLine().getOut();
        try (LakeTables tables = LakeTables.open(loaded.catalog().options())) {
            CursorCodec cursors = new CursorCodec(VgtidCodec.text(), "vitesslake " + Version.current());
            List<TableStatus> statuses = new LakeStatus(
                            tables,
                            new CheckpointReader(SyncRun.NAMES),
                            new TableRequests(SyncRun.NAMES),
                            cursors,
                            Clock.systemUTC())
                    .read();
            StatusPage page = new StatusPage(statuses);
            out.println(json ? page.json() : page.text());
            out.flush();
        }
        return 0;
    }
}
