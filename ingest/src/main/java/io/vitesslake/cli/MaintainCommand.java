package io.vitesslake.cli;

import io.vitesslake.commit.CommitOptions;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.config.Config;
import io.vitesslake.maintain.ExpiryOptions;
import io.vitesslake.maintain.Maintenance;
import io.vitesslake.maintain.MaintenanceOptions;
import io.vitesslake.maintain.SnapshotExpiry;
import io.vitesslake.tables.LakeTables;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code maintain}: keeps tables cheap to read, once. */
@Command(
        name = "maintain",
        description =
                "Merges small files of the lake tables, turns deletes by key into deletes by position, rewrites files that have"
                        + " lost many rows, and removes old snapshots, until nothing is left to do. A running sync may go on, and does the"
                        + " same by itself unless maintenance.in-sync is off. Needs the lake alone.",
        footerHeading = "%nExample:%n",
        footer = "  vitesslake maintain --dry-run --config vitesslake.yaml")
final class MaintainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Option(names = "--dry-run", description = "Only tell what there is to do.")
    private boolean dryRun;

    @Parameters(
            arity = "0..*",
            paramLabel = "TABLE",
            description = "Source tables; all that are in the lake if none is given.")
    private List<String> tables = List.of();

    @Override
    public Integer call() {
        Config loaded = config.load();
        Pauses pauses = new Pauses();
        try (LakeTables lake = LakeTables.open(loaded.catalog().options());
                KeyIndexDirectory keys = KeyIndexDirectory.open(loaded.keyIndex())) {
            TableCommitter committer =
                    new TableCommitter(SyncRun.NAMES, CommitOptions.DEFAULT, new Random(), pauses::pass);
            MaintainRun run = new MaintainRun(
                    new MirroredTables(loaded, lake),
                    new Maintenance(committer, keys.index(), MaintenanceOptions.of(SyncRun.writeOptions(loaded))),
                    new SnapshotExpiry(SyncRun.NAMES, ExpiryOptions.DEFAULT, Clock.systemUTC(), committer),
                    spec.commandLine().getOut());
            return run.run(tables, dryRun);
        }
    }
}
