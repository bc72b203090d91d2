package io.vitesslake.cli;

import io.vitesslake.buffer.SpillDisk;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.commit.CommitOptions;
import io.vitesslake.commit.GroupCommitter;
import io.vitesslake.commit.Requested;
import io.vitesslake.commit.RestTransactions;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.commit.TableRequests;
import io.vitesslake.config.CheckpointConfig.MultiTableCommit;
import io.vitesslake.config.Config;
import io.vitesslake.config.MaintenanceConfig.InSync;
import io.vitesslake.config.TablePolicies;
import io.vitesslake.ddl.DdlParser;
import io.vitesslake.maintain.ExpiryOptions;
import io.vitesslake.maintain.Housekeeping;
import io.vitesslake.maintain.Maintenance;
import io.vitesslake.maintain.MaintenanceOptions;
import io.vitesslake.maintain.SnapshotExpiry;
import io.vitesslake.mirror.CopyOptions;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.mirror.LakePatience;
import io.vitesslake.mirror.Mirror;
import io.vitesslake.mirror.MirrorEnvironment;
import io.vitesslake.mirror.MirrorLake;
import io.vitesslake.mirror.MirrorListener;
import io.vitesslake.mirror.MirrorOptions;
import io.vitesslake.mirror.MirrorOutcome;
import io.vitesslake.mirror.MirrorSource;
import io.vitesslake.mirror.RequestInbox;
import io.vitesslake.mirror.Scout;
import io.vitesslake.mirror.TablePolicy;
import io.vitesslake.mirror.TableSelection;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import io.vitesslake.source.vstream.PositionProbe;
import io.vitesslake.source.vstream.VStreamOptions;
import io.vitesslake.source.vstream.VStreamSource;
import io.vitesslake.source.vstream.VgtidCodec;
import io.vitesslake.source.vstream.VtgateConnection;
import io.vitesslake.status.Surroundings;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.write.TableWriter;
import io.vitesslake.write.WriteOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sync, wired from a configuration: the only place where the parts of the product meet. */
final class SyncRun {

    private static final Logger LOG = LoggerFactory.getLogger(SyncRun.class);

    // The rest of the budget is for row groups being encoded, messages not yet read, and the JVM itself.
    private static final double BUFFER_SHARE = 0.35;
    private static final double UNREAD_SHARE = 0.125;
    // The main stream, and one that runs up to it.
    private static final int RUNNING_STREAMS = 2;
    private static final long ROW_GROUP_PART = 32;
    private static final int ENCODERS =
            Math.min(4, Math.max(2, Runtime.getRuntime().availableProcessors()));
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(60);

    /** How our checkpoints are named in every lake; must never change. */
    static final CheckpointNames NAMES = new CheckpointNames("vitess.", "vitesslake-checkpoint", "vitesslake-recopy");

    private final Config config;
    private final boolean once;
    private final MirrorListener listener;
    private final Consumer<Surroundings> connected;
    private final Clock clock = Clock.systemUTC();
    private final Pauses pauses = new Pauses();
    private final TableCommitter committer =
            new TableCommitter(NAMES, CommitOptions.DEFAULT, new Random(), pauses::pass);

    /** @param connected is told what lies around the loop, before that runs */
    SyncRun(Config config, boolean once, MirrorListener listener, Consumer<Surroundings> connected) {
        this.config = config;
        this.once = once;
        this.listener = listener;
        this.connected = connected;
    }

    /**
     * Runs to the end.
     *
     * @param shutdown is told how to end this run in good order: the running checkpoint is finished
     * @return the exit code
     * @throws CodedException when the sync as a whole failed
     */
    int run(Shutdown shutdown) throws InterruptedException {
        LakePatience patience = new LakePatience(config.checkpoint().retryFor(), clock, new Random(), pauses::pass);
        try (VtgateConnection vtgate = VtgateConnection.open(SourceAddress.of(config.source()), streamOptions());
                VStreamSource changes = vtgate.changes();
                LakeTables tables = LakeTables.open(config.catalog().options());
                SpillDirectory spill = SpillDirectory.create();
                KeyIndexDirectory keys = KeyIndexDirectory.open(config.keyIndex());
                OwnMaintenance maintenance = OwnMaintenance.open(tables, maintenance(keys), once, clock)) {
            connected.accept(
                    new Surroundings(changes::unreadBytes, unreadBytes(), patience::retries, patience::failingSince));
            KeyspaceCatalog catalog = vtgate.keyspace(config.source().keyspace());
            WantedTables wanted = new WantedTables(config, catalog);
            TableSelection selection = wanted.selection();
            TableSelection.Selected selected = wanted.select(selection);
            tellRefused(selected);
            new ExcludedColumns(config, catalog).unknown(selected.setups()).forEach(LOG::warn);
            MirrorLake lake = lake(tables, keys, housekeeping(maintenance));
            try (Scout scout = scout(selection, selected, lake)) {
                TabletType tabletType = config.source().tabletType().orElseGet(() -> serving(catalog));
                MirrorSource source = new MirrorSource(
                        changes,
                        catalog::shards,
                        () -> current(changes, catalog, tabletType),
                        catalog::gtids,
                        selection,
                        catalog::comments,
                        new DdlParser()::parse,
                        scout::poll);
                MirrorEnvironment environment = new MirrorEnvironment(
                        clock,
                        UUID::randomUUID,
                        new SpillDisk(spill.path(), pauses::pass),
                        new Random(),
                        pauses::pass,
                        patience);
                Mirror mirror = new Mirror(options(tabletType), selected.setups(), source, lake, environment, listener);
                shutdown.onSignal(() -> {
                    mirror.stop();
                    pauses.stop();
                });
                MirrorOutcome outcome = mirror.run();
                boolean stopped = !selected.refused().isEmpty() || outcome.hasStoppedTables();
                return stopped ? ErrorCode.TABLES_STOPPED.exitCode() : 0;
            }
        }
    }

    // A run that ends by itself takes what there is at its start.
    private Scout scout(TableSelection selection, TableSelection.Selected selected, MirrorLake lake) {
        RequestInbox requests =
                table -> lake.tables().load(table).map(lake.requests()::pending).orElse(Requested.NOTHING);
        Scout scout = new Scout(selection, selected, requests, config.source().discoveryInterval(), clock);
        if (!once) {
            scout.start();
        }
        return scout;
    }

    private Vgtid current(VStreamSource changes, KeyspaceCatalog catalog, TabletType tabletType) {
        try {
            return new PositionProbe(changes, clock).currentPosition(catalog.shards(), tabletType, PROBE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodedException(
                    ErrorCode.SOURCE, "interrupted", "Cannot learn the current position: interrupted. Start again.", e);
        }
    }

    private void tellRefused(TableSelection.Selected selected) {
        selected.refused().forEach((table, error) -> {
            if (error.code() == ErrorCode.CONFIG) {
                throw error;
            }
            listener.tableStopped(table, error);
        });
    }

    /** How a configuration wants a source table to be mirrored. */
    static TablePolicy policy(Config config, String table) {
        TablePolicies policies = config.policies(table);
        return new TablePolicy(
                config.target(table),
                policies.key(),
                policies.excluded(),
                policies.options(),
                policies.values(),
                policies.changes(),
                policies.deletes());
    }

    private static TabletType serving(KeyspaceCatalog catalog) {
        TabletType type = catalog.servesEverywhere(TabletType.REPLICA) ? TabletType.REPLICA : TabletType.PRIMARY;
        LOG.info(
                "Streaming from {} tablets (source.tablet-type: auto)",
                type.name().toLowerCase(Locale.ROOT));
        return type;
    }

    private VStreamOptions streamOptions() {
        return VStreamOptions.bounded(
                Math.toIntExact(config.source().maxMessage().bytes()),
                unreadBytes() / (copy().slots() + RUNNING_STREAMS));
    }

    private long unreadBytes() {
        return (long) (config.memory().bytes() * UNREAD_SHARE);
    }

    private CopyOptions copy() {
        return new CopyOptions(config.copy().parallelism(), config.copy().maxRowsPerSecond());
    }

    private MirrorOptions options(TabletType tabletType) {
        return new MirrorOptions(
                once,
                tabletType,
                config.checkpoint().interval(),
                config.checkpoint().idleInterval(),
                copy(),
                (long) (config.memory().bytes() * BUFFER_SHARE),
                ENCODERS);
    }

    private Maintenance maintenance(KeyIndexDirectory keys) {
        return new Maintenance(committer, keys.index(), MaintenanceOptions.of(writeOptions(config)));
    }

    private Housekeeping housekeeping(OwnMaintenance maintenance) {
        return new Housekeeping(
                new SnapshotExpiry(NAMES, ExpiryOptions.DEFAULT, clock, committer),
                config.maintenance().inSync() == InSync.ON ? Optional.of(maintenance.rounds()) : Optional.empty());
    }

    private MirrorLake lake(LakeTables tables, KeyIndexDirectory keys, Housekeeping housekeeping) {
        return new MirrorLake(
                tables,
                new CheckpointReader(NAMES),
                new TableWriter(writeOptions(config), keys.index()),
                committer,
                together(tables, committer),
                housekeeping,
                new TableRequests(NAMES),
                new CursorCodec(VgtidCodec.text(), "vitesslake " + Version.current()));
    }

    private Optional<GroupCommitter> together(LakeTables tables, TableCommitter committer) {
        return config.checkpoint().multiTableCommit() == MultiTableCommit.OFF
                ? Optional.empty()
                : RestTransactions.of(tables).map(committer::together);
    }

    /** Sizes of files for the memory of a configuration. */
    static WriteOptions writeOptions(Config config) {
        long rowGroup =
                Math.min(WriteOptions.DEFAULT.rowGroupBytes(), config.memory().bytes() / ROW_GROUP_PART);
        return new WriteOptions(WriteOptions.DEFAULT.targetFileBytes(), rowGroup, WriteOptions.DEFAULT.maxOpenFiles());
    }
}
