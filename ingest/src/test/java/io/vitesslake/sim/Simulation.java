package io.vitesslake.sim;

import io.vitesslake.buffer.TestDisk;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.checkpoint.CheckpointReader;
import io.vitesslake.commit.CommitOptions;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.commit.TableRequests;
import io.vitesslake.ddl.ChangePolicies.OnIncompatibleSchema;
import io.vitesslake.ddl.DdlParser;
import io.vitesslake.maintain.Housekeeping;
import io.vitesslake.mirror.CursorCodec;
import io.vitesslake.mirror.Finding;
import io.vitesslake.mirror.LakePatience;
import io.vitesslake.mirror.Mirror;
import io.vitesslake.mirror.MirrorEnvironment;
import io.vitesslake.mirror.MirrorLake;
import io.vitesslake.mirror.MirrorOptions;
import io.vitesslake.mirror.MirrorOutcome;
import io.vitesslake.mirror.MirrorSource;
import io.vitesslake.mirror.TableSetup;
import io.vitesslake.mirror.TableState;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.TableComments;
import io.vitesslake.source.vstream.VStreamOptions;
import io.vitesslake.source.vstream.VStreamSource;
import io.vitesslake.source.vstream.VgtidCodec;
import io.vitesslake.tables.CatalogOptions;
import io.vitesslake.tables.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One random life of a keyspace and its mirror, all of it drawn from one seed and run in one thread: a source that changes while
 * it is read, streams that break, a writer that dies and starts again. Ends well when the lake equals the source at the position
 * of each table's snapshot, whenever that is looked at.
 */
final class Simulation {

    private static final AtomicLong LAKES = new AtomicLong();
    private static final CheckpointNames NAMES =
            new CheckpointNames("vitess.", "vitesslake-checkpoint", "vitesslake-recopy");
    private static final int LONGEST_LIFE = 500;
    private static final int MOST_LULLS = 6_000;
    // Where it goes to and fro, tables that share a stream may be a way there and back apart.
    private static final int TO_AND_FRO = 2;
    private static final int[] REVERSE_ODDS = {TO_AND_FRO, 4, 10, 30};

    private final long seed;
    private final Random random;
    // Of the waits between tries alone.
    private final Random waits;
    // Of the DDL alone, so that without it everything else is as drawn.
    private final Random chance;
    // Of shards that come back alone.
    private final Random ways;
    private final int reverseOdds;
    private final SimKind kind;
    private final boolean schemas;
    private final Coverage coverage;
    private final Mistake mistake;
    private final Path directory;
    private final SimTrace trace;
    private final SimClock clock = new SimClock();
    private final SimKeyspace keyspace;
    private final SimVtgate vtgate;
    private final SimSchemaWatch schemaWatch;
    private final String name = "sim" + LAKES.incrementAndGet();
    private final SimLake lake = SimLake.create(name);
    private final LakeTables tables;
    private final LakeCheck check;
    private final Foreigner foreigner;
    private final SimRequests requests;
    private final List<TableSetup> setups;
    // The rest is not known to anybody yet.
    private int known;
    private final MirrorOptions options;
    private int transactionsLeft;
    private int reshardsLeft;
    private int migrationsLeft;
    private final SimFaults faults;
    private SimProcess process;
    private boolean overlaps;
    // Of the process; empty unless calls fail.
    private Optional<SimFaults.OfProcess> processFaults = Optional.empty();

    /**
     * @param kind what it is about
     * @param mistake what stands between the mirror and its source
     * @param directory for what is spilled
     * @param traced whether to keep what happened, for {@link #trace}
     */
    Simulation(long seed, SimKind kind, Coverage coverage, Mistake mistake, Path directory, boolean traced) {
        this.seed = seed;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.waits = new Random(seed);
        this.chance = new Random(seed * 0xD1B54A32D192ED03L);
        this.ways = new Random(seed * 0xA0761D6478BD642FL);
        this.reverseOdds = REVERSE_ODDS[ways.nextInt(REVERSE_ODDS.length)];
        this.kind = kind;
        this.schemas = kind == SimKind.SCHEMAS;
        this.migrationsLeft = schemas ? 1 + chance.nextInt(10) : 0;
        this.coverage = coverage;
        this.mistake = mistake;
        this.directory = directory;
        this.trace = new SimTrace(traced);
        this.keyspace = new SimKeyspace(
                random,
                new SimMigrations(chance, SimOdds.ofStatements(chance)),
                !schemas || chance.nextInt(4) > 0,
                schemas ? clock : null);
        SimOdds odds = new SimOdds(random);
        this.vtgate = new SimVtgate(keyspace, odds, random, clock, coverage, trace, mistake);
        this.schemaWatch = new SimSchemaWatch(keyspace, vtgate, coverage);
        this.tables =
                LakeTables.open(new CatalogOptions(name, "shop", Map.of("catalog-impl", SimCatalog.class.getName())));
        this.check = new LakeCheck(keyspace, tables, NAMES, coverage);
        this.foreigner = new Foreigner(lake, tables, NAMES, random, coverage, trace);
        this.requests = new SimRequests(foreigner, clock, random, seed, coverage);
        // Columns are told with rows.
        this.transactionsLeft =
                random.nextInt(random.nextInt(4) == 0 ? 120 : 50) + (schemas ? 80 : kind == SimKind.FAULTS ? 40 : 0);
        this.reshardsLeft = random.nextInt(3);
        if (reverseOdds == TO_AND_FRO) {
            transactionsLeft += 60;
            reshardsLeft++;
        }
        SimSettings settings = new SimSettings(random, chance, kind, seed, mistake);
        this.setups = settings.setups(keyspace);
        this.known = 1 + random.nextInt(setups.size());
        this.options = settings.options();
        if (mistake == Mistake.SWAPS_BLINDLY) {
            lake.swapBlindly();
        }
        this.faults = new SimFaults(seed, lake, clock, NAMES, coverage, trace);
        trace.add(() -> "seed " + seed + ": " + keyspace.tables() + " on " + keyspace.servingShards() + "; " + odds
                + "; " + options + (keyspace.tracked() ? "" : "; no schema history"));
    }

    SimTrace trace() {
        return trace;
    }

    /** @throws AssertionError when the lake is wrong, or the mirror does not end as it should */
    void run() {
        try {
            NoHadoopDefaults.run(this::liveToTheEnd);
        } finally {
            tables.close();
            SimLake.drop(name);
        }
    }

    private void liveToTheEnd() {
        int lives = (kind == SimKind.FAULTS ? 2 : 1) + random.nextInt(5);
        // Tables change before the last.
        for (int i = schemas ? 0 : 1; i < lives; i++) {
            live(false);
        }
        if (schemas) {
            keyspace.finishMigrations(this::ran);
        }
        requests.resumeAll();
        for (int tries = 0; !live(true); tries++) {
            if (tries > 20) {
                throw new AssertionError("never done");
            }
        }
    }

    /** One process; tells whether it came to its end. */
    private boolean live(boolean last) {
        process = begin(last);
        processFaults.ifPresent(of -> vtgate.faults(of.calls()));
        lake.faults(lakeFaults());
        FileTime before = lastSpill();
        boolean done = false;
        try {
            MirrorOutcome outcome = runMirror(last);
            processFaults.ifPresent(SimFaults.OfProcess::ended);
            done = last;
            requireRunning(outcome, last);
        } catch (CodedException e) {
            end(e);
        } catch (Killed e) {
            countDeath();
            processFaults.ifPresent(SimFaults.OfProcess::died);
            trace.add(e::toString);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        lake.faults(SimLake.Faults.NONE);
        vtgate.forgetClients();
        schemaWatch.forget();
        faults.pass();
        if (!before.equals(lastSpill())) {
            coverage.count(Coverage.Event.SPILL);
        }
        check.all(known(), last && done);
        return done;
    }

    private SimProcess begin(boolean last) {
        known = last ? setups.size() : known;
        Incarnation.End end = last ? Incarnation.End.DONE : drawnEnd();
        int most = end == Incarnation.End.BEFORE_COMMIT || end == Incarnation.End.AFTER_COMMIT ? 12 : 200;
        int left = random.nextInt(1 + random.nextInt(most));
        Incarnation life = new Incarnation(end, left, random, coverage, trace, foreigner::change);
        trace.add(() -> "LIFE until " + end + " after " + left);
        if (kind == SimKind.FAULTS) {
            processFaults = Optional.of(faults.of(life, last, last || overlaps ? null : this::overlap));
        }
        List<Finding> requests = process == null ? List.of() : process.requestsLeft();
        return new SimProcess(life, last, keyspace.servingShards(), requests);
    }

    private Incarnation.End drawnEnd() {
        Incarnation.End[] ends = Incarnation.End.values();
        Incarnation.End end = ends[random.nextInt(ends.length - 1)];
        // Who dies soon meets few faults.
        return kind == SimKind.FAULTS && random.nextBoolean() ? Incarnation.End.STOPPED : end;
    }

    /** While the process hangs, another one lives. */
    private void overlap() {
        SimProcess hanging = process;
        Optional<SimFaults.OfProcess> itsFaults = processFaults;
        SimVtgate.Clients itsStreams = vtgate.exchange(new SimVtgate.Clients());
        trace.add(() -> "HANGS");
        overlaps = true;
        live(false);
        overlaps = false;
        trace.add(() -> "GOES ON, " + hanging.life());
        process = hanging;
        processFaults = itsFaults;
        vtgate.exchange(itsStreams);
        processFaults.ifPresent(of -> vtgate.faults(of.calls()));
        lake.faults(lakeFaults());
    }

    private SimLake.Faults lakeFaults() {
        return processFaults.<SimLake.Faults>map(SimFaults.OfProcess::lake).orElse(process.life());
    }

    private void end(CodedException e) {
        countDeath();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof AssertionError wrong) {
                throw wrong;
            }
        }
        boolean dead = process.life().isDead();
        if (dead) {
            processFaults.ifPresent(SimFaults.OfProcess::died);
        }
        trace.add(() -> "ended: " + e.getMessage());
        boolean mayEnd =
                dead || isGivenUp(e) || processFaults.filter(of -> of.mayEnd(e)).isPresent();
        if (!mayEnd) {
            throw new AssertionError("The mirror failed: " + e.getMessage(), e);
        }
    }

    private void countDeath() {
        if (schemas && process.life().isDead() && keyspace.disagree()) {
            coverage.count(Coverage.Event.KILL_BETWEEN_DDL);
        }
    }

    private boolean isGivenUp(CodedException e) {
        // Without patience the creation of a table is not tried again.
        boolean givenUp = e.code() == ErrorCode.SOURCE && e.getMessage().startsWith("Cannot stream")
                || e.code() == ErrorCode.LAKE && e.getMessage().contains("connection lost");
        if (givenUp) {
            coverage.count(Coverage.Event.GAVE_UP);
        }
        return givenUp;
    }

    private void requireRunning(MirrorOutcome outcome, boolean last) {
        outcome.tables().forEach((table, state) -> {
            if (isHalted(table, state)) {
                coverage.count(Coverage.Event.HALTED_FOR_DDL);
            } else if (state instanceof TableState.Stopped stopped
                    && (last || state.pausedSince().isEmpty())) {
                throw new AssertionError(table + " stopped: " + stopped.reason());
            } else if (last && state != TableState.RUNNING) {
                throw new AssertionError(table + " is " + state);
            }
        });
    }

    private boolean isHalted(String table, TableState state) {
        return state instanceof TableState.Stopped stopped
                && stopped.code().equals("schema-change")
                && setups.stream()
                        .filter(setup -> setup.table().equals(table))
                        .allMatch(setup -> setup.changes().onIncompatibleSchema() == OnIncompatibleSchema.HALT);
    }

    private MirrorOutcome runMirror(boolean once) throws InterruptedException {
        try (VStreamSource changes = new VStreamSource(vtgate, VStreamOptions.defaults())) {
            FaultySource asked = new FaultySource(
                    keyspace,
                    processFaults.map(SimFaults.OfProcess::calls),
                    schemas ? Optional.of(waits) : Optional.empty(),
                    coverage);
            List<String> names = keyspace.tables().stream().map(SimTable::name).toList();
            MirrorSource source = new MirrorSource(
                    mistake.in(names).apply(changes),
                    asked::shards,
                    keyspace::current,
                    asked::gtids,
                    asked,
                    table -> TableComments.NONE,
                    new DdlParser()::parse,
                    process::poll);
            MirrorEnvironment environment = new MirrorEnvironment(
                    clock,
                    () -> new UUID(random.nextLong(), random.nextLong()),
                    TestDisk.in(directory),
                    new Inbox(this::lull),
                    new SimThreads(random),
                    waits,
                    clock::pass,
                    patience());
            SimListener listener = new SimListener(process.life(), this::look, schemaWatch, coverage, trace);
            MirrorOptions chosen = once ? SimSettings.once(options) : options;
            Mirror mirror = new Mirror(chosen, known(), source, mirrorLake(), environment, listener);
            process.runs(mirror);
            return mirror.run();
        }
    }

    // Sometimes less than an outage may last, sometimes more.
    private LakePatience patience() {
        Duration retryFor = kind != SimKind.FAULTS || seed % 3 == 0
                ? Duration.ofMinutes(15)
                : seed % 3 == 1 ? Duration.ofMinutes(1) : Duration.ZERO;
        return new LakePatience(retryFor, clock, waits, wait -> {
            coverage.count(Coverage.Event.WAITED_FOR_LAKE);
            trace.add(() -> "waits for the lake, " + wait);
            clock.pass(wait);
        });
    }

    private void look(String table) {
        if (random.nextInt(12) == 0) {
            lake.faults(SimLake.Faults.NONE);
            setups.stream().filter(setup -> setup.table().equals(table)).forEach(setup -> check.table(setup, false));
            lake.faults(lakeFaults());
        }
    }

    /** The loop waits: the world goes on. */
    private void lull(long millis) {
        processFaults.ifPresent(SimFaults.OfProcess::lull);
        process.life().pass(Incarnation.End.BETWEEN_SIGNALS, Coverage.Event.KILL_BETWEEN_SIGNALS, "");
        int lulls = process.lull();
        if (lulls > MOST_LULLS) {
            throw new AssertionError("no end after " + MOST_LULLS + " lulls");
        }
        if (process.life().isOver() || !process.isLast() && lulls >= LONGEST_LIFE) {
            coverage.count(Coverage.Event.STOP);
            process.mirror().stop();
        }
        if (transactionsLeft > 0 && random.nextInt(4) == 0) {
            change();
        }
        if (schemas) {
            migrate();
        }
        if (ways.nextInt(3) == 0) {
            keyspace.replicate(ways, what -> trace.add(() -> "source: " + what));
        }
        if (random.nextInt(40) == 0) {
            look();
        }
        boolean moved = vtgate.step();
        for (int more = random.nextInt(4) == 0 ? random.nextInt(8) : 0; more > 0; more--) {
            moved |= vtgate.step();
        }
        clock.pass(Duration.ofMillis(moved ? random.nextInt(30) : millis * (1 + random.nextInt(20))));
        if (!moved) {
            vtgate.beat();
        }
    }

    private void change() {
        String reshard = reshardsLeft > 0 && isTimeToReshard() ? keyspace.reshard() : null;
        if (reshard != null) {
            reshardsLeft--;
            coverage.count(Coverage.Event.RESHARD);
            if (keyspace.isPending()) {
                coverage.count(Coverage.Event.RESHARD_BETWEEN_TRUNCATES);
            }
            if (vtgate.isCopying()) {
                coverage.count(Coverage.Event.RESHARD_IN_COPY);
            }
            trace.add(() -> reshard);
        }
        reverse();
        requests.make(known(), process);
        for (int n = 1 + random.nextInt(3); n > 0 && transactionsLeft > 0; n--) {
            transactionsLeft--;
            String what = keyspace.live();
            trace.add(() -> "source: " + what);
            if (what.endsWith("fails over")) {
                coverage.count(Coverage.Event.FAILOVER);
            }
        }
    }

    private boolean isTimeToReshard() {
        boolean early = reverseOdds == TO_AND_FRO && !keyspace.isReversible() && ways.nextInt(4) == 0;
        return random.nextInt(20) == 0 || early;
    }

    private void reverse() {
        String reverse = ways.nextInt(reverseOdds) == 0 ? keyspace.reverse(ways) : null;
        if (reverse != null) {
            coverage.count(Coverage.Event.REVERSE);
            if (vtgate.isCopying()) {
                coverage.count(Coverage.Event.REVERSE_IN_COPY);
            }
            trace.add(() -> reverse);
        }
    }

    private void migrate() {
        if (migrationsLeft > 0 && !process.isLast() && chance.nextInt(vtgate.isCopying() ? 120 : 25) == 0) {
            migrationsLeft--;
            keyspace.migrate(chance);
        }
        keyspace.stepMigrations(this::ran);
    }

    private void ran(SimShard shard, SimDdl ddl) {
        trace.add(() -> "source: " + shard.name() + " " + shard.executed() + " " + ddl);
        schemaWatch.ran(ddl);
    }

    /** As the product's own thread does now and then. */
    private void look() {
        if (known < setups.size() && !process.isLast()) {
            TableSetup found = setups.get(known++);
            trace.add(() -> found.table() + " is found");
            coverage.count(Coverage.Event.TABLE_ADDED);
            process.found(new Finding.Added(found));
        }
        process.see(keyspace.servingShards());
    }

    private List<TableSetup> known() {
        return setups.subList(0, known);
    }

    private MirrorLake mirrorLake() {
        TableCommitter committer = new TableCommitter(NAMES, CommitOptions.DEFAULT, random, wait -> clock.pass(wait));
        return new MirrorLake(
                tables,
                new CheckpointReader(NAMES),
                SimDeletes.writer(directory),
                committer,
                mistake == Mistake.NONE ? SimTransactions.of(seed, committer, tables) : Optional.empty(),
                new Housekeeping(
                        SimFaults.expiry(kind, NAMES, committer, clock),
                        SimMaintenance.rounds(seed, mistake, tables, committer, directory, clock)),
                new TableRequests(NAMES),
                new CursorCodec(VgtidCodec.text(), "sim"));
    }

    // Spilled files vanish from the directory at once, but it remembers when.
    private FileTime lastSpill() {
        try {
            return Files.getLastModifiedTime(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
