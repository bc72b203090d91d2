package io.vitesslake.demo;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.child.ChildProcess;
import io.vitesslake.demo.DemoLake.Landed;
import io.vitesslake.replay.RecordedKeyspace;
import io.vitesslake.replay.ReplayPace;
import io.vitesslake.replay.ReplayServer;
import io.vitesslake.replay.ShippedRecordings;
import io.vitesslake.replay.Truth;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The story: a VTGate replays a recorded keyspace; a sync starts as a process of its own and is killed in the middle; a second one
 * resumes from the last snapshot; at the end every table is compared with what MySQL said when it was recorded. One use, one thread.
 */
public final class Demo {

    /** Slow enough to watch and to be killed in the middle, over in seconds. */
    private static final ReplayPace PACE = new ReplayPace(10_000);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Duration LONGEST_SYNC = Duration.ofMinutes(5);

    private final PrintWriter out;
    private final Clock clock;
    private final Sync sync;
    private final Map<String, Long> shown = new HashMap<>();

    /** How a sync is run and its lake read. */
    public interface Sync {

        /** The command line of {@code sync --config FILE}, with {@code --once} if asked. */
        List<String> command(Path config, boolean once);

        /** Reads the lake that the configuration names. */
        DemoLake lake(Path config);
    }

    public Demo(PrintWriter out, Clock clock, Sync sync) {
        this.out = out;
        this.clock = clock;
        this.sync = sync;
    }

    /**
     * Plays it.
     *
     * @param path directory for configuration and log, and for the lake if none is given; must not hold anything else
     * @param given configuration with the catalog of the lake to write into; nothing else of it is used
     * @return whether lake and recorded source agree
     */
    public boolean run(Path path, Optional<Path> given) throws IOException, InterruptedException {
        DemoDirectory directory = DemoDirectory.prepare(path);
        String catalog = given.isPresent() ? GivenLake.catalogOf(given.get()) : directory.ownLake();
        RecordedKeyspace keyspace = ShippedRecordings.demo();
        List<Truth> truths = ShippedRecordings.demoTruth();
        try (ReplayServer vtgate = ReplayServer.start(keyspace, PACE, clock)) {
            directory.writeConfig(vtgate.address(), keyspace.name(), catalog);
            say(
                    "A VTGate in this process listens on %s and replays a recorded keyspace: %s with %,d rows to copy,",
                    vtgate.address(), truths.stream().map(Truth::table).toList(), keyspace.copiedRows());
            say(
                    "then %,d changes, with a reshard from %s to %s in the middle.",
                    keyspace.changes(),
                    keyspace.shards(),
                    keyspace.end().keySet().stream().sorted().toList());
            say("Configuration: %s   log of the sync: %s%n", directory.config(), directory.log());
            DemoLake lake = sync.lake(directory.config());
            requireRoom(lake, truths);
            killInTheMiddle(directory, lake, truths);
            resume(directory, lake, truths);
            boolean agree = report(lake, truths);
            if (given.isEmpty()) {
                say("%nQuery it from Spark:%n  %s", new QueryCommands(directory, keyspace.name()).spark());
                say("%nor from Trino:%n  %s", new QueryCommands(directory, keyspace.name()).trino());
            }
            return agree;
        }
    }

    private static void requireRoom(DemoLake lake, List<Truth> truths) {
        List<String> there =
                truths.stream().map(Truth::table).filter(lake::holds).toList();
        if (!there.isEmpty()) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "lake-in-use",
                    "Cannot write the demo into that lake: it has tables " + there
                            + ". Set catalog.namespace to one of its own, or drop them");
        }
    }

    private void killInTheMiddle(DemoDirectory directory, DemoLake lake, List<Truth> truths)
            throws IOException, InterruptedException {
        try (ChildProcess child = ChildProcess.start(sync.command(directory.config(), false), directory.log())) {
            say("Process %d syncs.", child.pid());
            while (!showNews(lake, truths)) {
                if (child.endedWithin(BETWEEN_LOOKS)) {
                    throw new IllegalStateException("Cannot go on: the sync ended by itself. See " + directory.log());
                }
            }
            child.kill();
            say("Process %d was killed (kill -9) in the middle.%n", child.pid());
        }
    }

    private void resume(DemoDirectory directory, DemoLake lake, List<Truth> truths)
            throws IOException, InterruptedException {
        try (ChildProcess child = ChildProcess.start(sync.command(directory.config(), true), directory.log())) {
            say(
                    "Process %d resumes from the last snapshots, and ends when it has everything (sync --once).",
                    child.pid());
            long deadline = System.nanoTime() + LONGEST_SYNC.toNanos();
            while (!child.endedWithin(BETWEEN_LOOKS) && System.nanoTime() < deadline) {
                showNews(lake, truths);
            }
            int exit = child.await(BETWEEN_LOOKS);
            if (exit != 0) {
                throw new IllegalStateException(
                        "Cannot finish: the resumed sync ended with exit code " + exit + ". See " + directory.log());
            }
            showNews(lake, truths);
        }
    }

    /** Tells of new snapshots; true when there were any. */
    private boolean showNews(DemoLake lake, List<Truth> truths) {
        boolean news = false;
        for (Truth truth : truths) {
            Optional<Landed> newest = lake.newest(truth.table());
            if (newest.isPresent() && !Long.valueOf(newest.get().snapshotId()).equals(shown.get(truth.table()))) {
                shown.put(truth.table(), newest.get().snapshotId());
                say("  %-9s snapshot %d", truth.table(), newest.get().snapshotId());
                news = true;
            }
        }
        return news;
    }

    private boolean report(DemoLake lake, List<Truth> truths) {
        boolean agree = true;
        say("%n%-9s %8s %8s  %s", "table", "lake", "source", "rows and values");
        for (Truth truth : truths) {
            RowChecksum checksum = new RowChecksum();
            lake.read(truth.table(), checksum::add);
            boolean equal = checksum.rows() == truth.rows() && checksum.sum() == truth.checksum();
            agree &= equal;
            say("%-9s %,8d %,8d  %s", truth.table(), checksum.rows(), truth.rows(), equal ? "agree" : "DIFFER");
        }
        for (Truth truth : truths) {
            say(
                    "%nVGTID in the last snapshot of %s:%n  %s",
                    truth.table(), lake.newest(truth.table()).map(Landed::vgtid).orElse("none"));
        }
        say(
                "%n%s",
                agree
                        ? "Lake and recorded source agree: no row lost, none doubled, over a kill and a reshard."
                        : "Lake and recorded source DIFFER. This is a bug; please report it with the log.");
        return agree;
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
