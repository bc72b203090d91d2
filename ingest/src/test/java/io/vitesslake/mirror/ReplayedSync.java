package io.vitesslake.mirror;

import io.vitesslake.buffer.TestDisk;
import io.vitesslake.change.Wait;
import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.commit.CommitOptions;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.commit.TableRequests;
import io.vitesslake.ddl.DdlParser;
import io.vitesslake.maintain.ExpiryOptions;
import io.vitesslake.maintain.Housekeeping;
import io.vitesslake.maintain.SnapshotExpiry;
import io.vitesslake.replay.ReplayServer;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.vstream.PositionProbe;
import io.vitesslake.source.vstream.VStreamOptions;
import io.vitesslake.source.vstream.VStreamSource;
import io.vitesslake.source.vstream.VgtidCodec;
import io.vitesslake.source.vstream.VtgateAddress;
import io.vitesslake.source.vstream.VtgateConnection;
import io.vitesslake.tables.CatalogOptions;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.write.TableWriter;
import io.vitesslake.write.WriteOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** One process' worth of mirroring a replayed keyspace into a lake on local disk, wired as the command line does. */
final class ReplayedSync {

    static final CheckpointNames NAMES = new CheckpointNames("vitess.", "vitesslake-checkpoint", "vitesslake-recopy");

    private static final Clock CLOCK = Clock.systemUTC();

    private final ReplayServer server;
    private final Path directory;
    private final long bufferBytes;
    private final Predicate<String> wanted;

    /** Mirrors every table. */
    ReplayedSync(ReplayServer server, Path directory, long bufferBytes) {
        this(server, directory, bufferBytes, table -> true);
    }

    /**
     * @param directory holds the lake and what is spilled
     * @param bufferBytes memory for changes; little of it makes many checkpoints and spills
     * @param wanted source tables that are mirrored
     */
    ReplayedSync(ReplayServer server, Path directory, long bufferBytes, Predicate<String> wanted) {
        this.server = server;
        this.directory = directory;
        this.bufferBytes = bufferBytes;
        this.wanted = wanted;
    }

    LakeTables lake() {
        return lake(directory);
    }

    static LakeTables lake(Path directory) {
        return lake(directory, "");
    }

    /** @param parameters of the catalog's database, as in an URI */
    static LakeTables lake(Path directory, String parameters) {
        return LakeTables.open(new CatalogOptions(
                "lake",
                "commerce",
                Map.of(
                        "type",
                        "jdbc",
                        "uri",
                        "jdbc:sqlite:" + directory.resolve("lake.db") + parameters,
                        "warehouse",
                        directory.resolve("warehouse").toString())));
    }

    /** Runs {@code sync --once} to its end. */
    MirrorOutcome once(MirrorListener listener) throws InterruptedException {
        try (VtgateConnection vtgate =
                        VtgateConnection.open(VtgateAddress.plaintext(server.address()), VStreamOptions.defaults());
                VStreamSource changes = vtgate.changes();
                LakeTables tables = lake()) {
            KeyspaceCatalog catalog = vtgate.keyspace("commerce");
            TableSelection selection = new TableSelection("commerce", catalog, wanted, TestTables::policy);
            MirrorSource source = new MirrorSource(
                    changes,
                    catalog::shards,
                    () -> current(changes, catalog),
                    catalog::gtids,
                    selection,
                    catalog::comments,
                    new DdlParser()::parse,
                    Optional::empty);
            MirrorEnvironment environment = environment(directory);
            MirrorOptions options = new MirrorOptions(
                    true,
                    TabletType.PRIMARY,
                    Duration.ofMillis(300),
                    Duration.ofHours(1),
                    new CopyOptions(2, OptionalLong.empty()),
                    bufferBytes,
                    2);
            return new Mirror(options, selection.select().setups(), source, lake(tables), environment, listener).run();
        }
    }

    private static io.vitesslake.source.Vgtid current(VStreamSource changes, KeyspaceCatalog catalog) {
        try {
            return new PositionProbe(changes, CLOCK)
                    .currentPosition(catalog.shards(), TabletType.PRIMARY, Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static MirrorEnvironment environment(Path directory) {
        return environment(directory, CLOCK);
    }

    static MirrorEnvironment environment(Path directory, InstantSource clock) {
        LakePatience patience = new LakePatience(Duration.ZERO, clock, new Random(1), wait -> {});
        return new MirrorEnvironment(
                clock, UUID::randomUUID, TestDisk.in(directory), new Random(1), wait -> {}, patience);
    }

    static MirrorLake lake(LakeTables tables) {
        return lake(tables, wait -> LockSupport.parkNanos(wait.toNanos()));
    }

    static MirrorLake lake(LakeTables tables, Wait wait) {
        TableCommitter committer = new TableCommitter(NAMES, CommitOptions.DEFAULT, new Random(1), wait);
        return new MirrorLake(
                tables,
                new CheckpointReader(NAMES),
                new TableWriter(WriteOptions.DEFAULT),
                committer,
                Optional.empty(),
                new Housekeeping(new SnapshotExpiry(NAMES, ExpiryOptions.DEFAULT, CLOCK, committer), Optional.empty()),
                new TableRequests(NAMES),
                new CursorCodec(VgtidCodec.text(), "test"));
    }
}
