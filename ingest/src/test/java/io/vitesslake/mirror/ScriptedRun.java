package io.vitesslake.mirror;

import io.vitesslake.ddl.DdlParser;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import io.vitesslake.tables.LakeTables;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Lives of the loop, one after the other, over a scripted source and a lake on disk. */
final class ScriptedRun {

    static final Clock CLOCK = Clock.systemUTC();
    static final Duration IDLE = Duration.ofSeconds(2);

    private final Path directory;
    private Mirror mirror;

    ScriptedRun(Path directory) {
        this.directory = directory;
    }

    /** Ends the life that is on; to be called by its listener. */
    void stop() {
        mirror.stop();
    }

    /** Runs until it is stopped, or all tables are. */
    void run(ScriptedSource source, MirrorListener listener, List<TableSetup> setups) throws InterruptedException {
        run(source, false, ScriptedSource.at(1000), listener, setups);
    }

    /** Runs until every table is where the source is, which has the transactions of that position and no others. */
    MirrorOutcome once(ScriptedSource source, Vgtid current, MirrorListener listener, List<TableSetup> setups)
            throws InterruptedException {
        return run(source, true, current, listener, setups);
    }

    private MirrorOutcome run(
            ScriptedSource source, boolean once, Vgtid current, MirrorListener listener, List<TableSetup> setups)
            throws InterruptedException {
        MirrorOptions options = new MirrorOptions(
                once,
                TabletType.PRIMARY,
                Duration.ofMillis(200),
                IDLE,
                new CopyOptions(2, OptionalLong.empty()),
                64L << 20,
                2);
        MirrorSource mirrorSource = new MirrorSource(
                source,
                () -> List.of(ScriptedSource.SHARD),
                () -> once ? current : ScriptedSource.at(5),
                (shard, type) -> new ServerGtids(current.position(shard).gtids(), GtidSet.EMPTY),
                TestTables.UNCHANGED,
                new DdlParser()::parse,
                Optional::empty);
        try (LakeTables lake = ReplayedSync.lake(directory)) {
            mirror = new Mirror(
                    options,
                    setups,
                    mirrorSource,
                    ReplayedSync.lake(lake),
                    ReplayedSync.environment(directory),
                    listener);
            return mirror.run();
        }
    }
}
