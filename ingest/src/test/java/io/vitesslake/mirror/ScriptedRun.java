package io.vitesslake.mirror;

import io.vitesslake.ddl.DdlParser;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.TableComments;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import io.vitesslake.tables.LakeTables;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Lives of the loop, one after the other, over a scripted source and a lake on disk. */
final class ScriptedRun {

    static final Clock CLOCK = Clock.systemUTC();
    static final Duration IDLE = Duration.ofSeconds(2);

    private final Path directory;
    private final InstantSource clock;
    private final Duration checkpointInterval;
    private final Duration idleInterval;
    private final Queue<Finding> findings = new ConcurrentLinkedQueue<>();
    private Mirror mirror;

    /** With many checkpoints, in the time of the machine. */
    ScriptedRun(Path directory) {
        this(directory, CLOCK, Duration.ofMillis(200), IDLE);
    }

    /**
     * @param checkpointInterval time between checkpoints of what has changed
     * @param idleInterval age at which the position of a table is saved that has not
     */
    ScriptedRun(Path directory, InstantSource clock, Duration checkpointInterval, Duration idleInterval) {
        this.directory = directory;
        this.clock = clock;
        this.checkpointInterval = checkpointInterval;
        this.idleInterval = idleInterval;
    }

    /** Lets the life that is on, or the next, find something outside of its streams. */
    void found(Finding finding) {
        findings.add(finding);
    }

    /** Ends the life that is on; to be called by its listener. */
    void stop() {
        mirror.stop();
    }

    /** Runs until it is stopped, or all tables are. */
    void run(ScriptedSource source, MirrorListener listener, List<TableSetup> setups) throws InterruptedException {
        run(source, () -> ScriptedSource.at(1000), listener, setups);
    }

    /** The same over servers that have run the transactions of a position, whenever asked, and no others. */
    void run(ScriptedSource source, Supplier<Vgtid> executed, MirrorListener listener, List<TableSetup> setups)
            throws InterruptedException {
        run(source, false, executed, listener, setups);
    }

    /** Runs until every table is where the source is, which has the transactions of that position and no others. */
    MirrorOutcome once(ScriptedSource source, Vgtid current, MirrorListener listener, List<TableSetup> setups)
            throws InterruptedException {
        return run(source, true, () -> current, listener, setups);
    }

    private MirrorOutcome run(
            ScriptedSource source,
            boolean once,
            Supplier<Vgtid> executed,
            MirrorListener listener,
            List<TableSetup> setups)
            throws InterruptedException {
        MirrorOptions options = new MirrorOptions(
                once,
                TabletType.PRIMARY,
                checkpointInterval,
                idleInterval,
                new CopyOptions(2, OptionalLong.empty()),
                64L << 20,
                2);
        MirrorSource mirrorSource = new MirrorSource(
                source,
                () -> List.of(ScriptedSource.SHARD),
                () -> once ? executed.get() : ScriptedSource.at(5),
                (shard, type) -> new ServerGtids(executed.get().position(shard).gtids(), GtidSet.EMPTY),
                TestTables.UNCHANGED,
                table -> TableComments.NONE,
                new DdlParser()::parse,
                () -> Optional.ofNullable(findings.poll()));
        try (LakeTables lake = ReplayedSync.lake(directory)) {
            mirror = new Mirror(
                    options,
                    setups,
                    mirrorSource,
                    ReplayedSync.lake(lake),
                    ReplayedSync.environment(directory, clock),
                    listener);
            return mirror.run();
        }
    }
}
