package io.vitesslake.mirror;

import io.vitesslake.buffer.MemoryBudget;
import io.vitesslake.buffer.SpillDisk;
import io.vitesslake.change.CodedException;
import io.vitesslake.commit.Placement;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Signal;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The loop that keeps lake tables equal to source tables: resume, read, buffer, write, commit, repeat. One thread runs it and
 * owns all its state; {@link #stop} may be called by any.
 */
public final class Mirror {

    private static final Duration TICK = Duration.ofMillis(100);

    // MySQL's net_write_timeout closes a stream that is not read for 60 s.
    private static final Duration MAX_UNREAD = Duration.ofSeconds(45);

    /** Later than the watchdog has done all that it can for a stream that stands still. */
    private static final Duration UNREACHABLE_AFTER = Duration.ofMinutes(5);

    private final MirrorOptions options;
    private final MirrorSource source;
    private final Questions questions;
    private final InstantSource clock;
    private final MirrorListener listener;
    private final MemoryBudget budget;
    private final TableFactory factory;
    private final Checkpointer checkpointer;
    private final Inbox inbox;
    private final Streams streams;
    private final PacedInbox paced;
    private final CopyRates rates = new CopyRates();
    private final AtomicBoolean stopRequested = new AtomicBoolean();

    private final Tables tables;
    private final CheckpointPlan plan;
    private final Recopies recopies;
    private final Starts starts;
    private final PausedTables pausedTables;
    private final GoneShards goneShards;
    private final SchemaChanges schemaChanges;
    private final StreamLosses losses;
    private final StreamHealth health;
    private final VitalSigns vitalSigns;
    private final List<TableSetup> setups;

    private Optional<OnceTargets> targets = Optional.empty();
    private Instant lastCut;
    private Instant lastProgress;
    private Instant lastTend = Instant.EPOCH;
    private Instant lastMove;
    private boolean saveSoon;

    /**
     * @param setups tables to mirror; at least one
     */
    public Mirror(
            MirrorOptions options,
            List<TableSetup> setups,
            MirrorSource source,
            MirrorLake lake,
            MirrorEnvironment environment,
            MirrorListener listener) {
        this.options = options;
        this.source = source;
        this.questions = new Questions(source, environment);
        this.clock = environment.clock();
        this.listener = listener;
        this.budget = new MemoryBudget(options.bufferBytes());
        this.setups = List.copyOf(setups);
        this.factory = new TableFactory(budget, environment.disk(), lake.branch());
        this.checkpointer = new Checkpointer(options.encoders(), lake, source.comments(), environment);
        this.inbox = environment.inbox();
        this.streams = new Streams(source.changes(), inbox, options, environment.jitter(), this::stream);
        this.tables = new Tables(clock);
        this.plan = new CheckpointPlan(tables);
        this.recopies = new Recopies(tables, streams, factory, questions::shards, environment.ids(), listener);
        this.schemaChanges = new SchemaChanges(
                tables,
                streams,
                recopies,
                questions,
                () -> new PositionCheck(source.gtids(), options.tabletType()),
                this::stopTable,
                clock);
        this.losses = new StreamLosses(streams, recopies, schemaChanges, questions::shards, clock, listener);
        this.health = new StreamHealth(
                streams,
                new Watchdog(source.gtids(), options.tabletType()),
                new StuckCopies(source.gtids(), options.tabletType()),
                new HandOverProbe(source.changes(), inbox, options.tabletType(), streams::all),
                losses);
        Resume resume = new Resume(lake, environment.pools(), environment.patience());
        this.starts = new Starts(resume, factory, tables, recopies, streams, schemaChanges, listener);
        this.goneShards = new GoneShards(streams, recopies, questions::shards);
        this.pausedTables = new PausedTables(tables, streams, starts, listener);
        this.paced = new PacedInbox(inbox, options.copy().maxRowsPerSecond(), clock, streams::of);
        this.vitalSigns = new VitalSigns(tables, streams, budget);
        this.lastCut = clock.instant();
        this.lastProgress = lastCut;
        this.lastMove = lastCut;
    }

    private StreamSync stream(Collection<TableSync> members, Vgtid start) {
        return new StreamSync(
                members, start, factory::transactionBuffer, budget, source.ddlParser(), new Owner(), clock);
    }

    /** What streams tell of their tables. */
    private final class Owner implements StreamOwner {

        @Override
        public void stop(TableSync table, CodedException error) {
            schemaChanges.failed(table, error);
        }

        @Override
        public void evolve(TableSync table, Evolution evolution) {
            schemaChanges.evolve(table, evolution);
            saveSoon |= table.awaitsSchema();
        }

        @Override
        public void ddl(TableSync table, DdlEvent event) {
            schemaChanges.ddl(table, event);
            saveSoon |= table.awaitsSchema();
        }

        @Override
        public List<DeclaredColumn> columns(Shard shard, String table) {
            return questions.columns(shard, table);
        }

        @Override
        public void copyAnew(TableSync table, String why) {
            recopies.copyAnew(table, why);
        }

        @Override
        public void goOnAlone(TableSync table, Vgtid from) {
            streams.runApart(table, from);
        }
    }

    /** Asks the loop to end after the checkpoint that is running, if any; one that the lake fails is given up. Any thread. */
    public void stop() {
        stopRequested.set(true);
        checkpointer.hurry();
    }

    /**
     * Runs until asked to stop, or with {@code once} until every table has reached its target.
     *
     * @throws CodedException when the sync as a whole cannot go on: SOURCE, LAKE, FENCED or BUG
     */
    public MirrorOutcome run() throws InterruptedException {
        try (checkpointer;
                streams;
                health) {
            resume();
            while (!isDone()) {
                receive();
                tend();
                takeResults(Duration.ZERO);
                if (isCheckpointDue()) {
                    checkpoint();
                }
                report();
            }
            finish();
            return outcome();
        } catch (Questions.Unanswered e) {
            throw e.error();
        }
    }

    // Looks at every stream and table, so not after every response.
    private void tend() {
        Instant now = clock.instant();
        if (Duration.between(lastTend, now).compareTo(TICK) >= 0) {
            saveSoon |= health.look(now);
            streams.tend(now);
            schemaChanges.tend(now);
            starts.tend();
            // One after the other: the next may speak of a table that is arriving, or that is to arrive from what the
            // lake says of it.
            if (!starts.isArriving() && !pausedTables.areUnsaved()) {
                source.findings().get().ifPresent(this::take);
            }
            lastTend = now;
        }
    }

    private void take(Finding finding) {
        if (finding instanceof Finding.Added added) {
            starts.arrive(added.setup());
        } else if (finding instanceof Finding.Refused refused) {
            tables.refuse(refused.table(), refused.error());
            listener.tableStopped(refused.table(), refused.error());
        } else if (finding instanceof Finding.RecopyRequested requested) {
            recopies.requested(requested.table(), requested.request());
        } else if (finding instanceof Finding.Pause pause) {
            pausedTables.take(pause);
            saveSoon |= pausedTables.areUnsaved();
        } else if (finding instanceof Finding.Moved moved) {
            tables.all().stream()
                    .filter(table -> table.table().equals(moved.table()) && !table.isStopped())
                    .forEach(table -> stopTable(table, moved.error()));
        } else if (finding instanceof Finding.Resharded resharded) {
            goneShards.found(resharded.serving());
        }
    }

    private void resume() {
        if (options.once()) {
            targets = Optional.of(new OnceTargets(questions::current, clock));
        }
        goneShards.ask();
        starts.admit(setups, this::isAlreadyThere);
    }

    private boolean isAlreadyThere(TableSync table) {
        boolean stoppedBefore = table.saved()
                .filter(saved -> saved.cursor().state() instanceof TableState.Stopped)
                .isPresent();
        return !stoppedBefore && targets.filter(t -> t.isReached(table)).isPresent();
    }

    private boolean isDone() {
        if (stopRequested.get()) {
            return true;
        }
        if (tables.hasRecopies()) {
            return false;
        }
        if (targets.isEmpty()) {
            return tables.visible().stream().allMatch(table -> table.isStopped() && !table.isPaused());
        }
        return tables.visible().stream().allMatch(targets.get()::isReached);
    }

    /** Takes one signal, unless memory is full: then waits for the running checkpoint to free some. */
    private void receive() throws InterruptedException {
        if (budget.used() > budget.usable() && checkpointer.isRunning()) {
            awaitMemory(budget.usable());
            return;
        }
        Signal signal = paced.poll(TICK.toMillis());
        if (signal == null) {
            return;
        }
        Optional<StreamSync> stream = streams.of(signal);
        if (stream.isEmpty()) {
            health.take(signal);
            return;
        }
        if (signal instanceof Signal.Response response) {
            makeRoom(response.bytes().length);
            // Meanwhile a checkpoint may have ended it.
            streams.of(signal).ifPresent(open -> deliver(open, response));
        } else if (signal instanceof Signal.Failed failed) {
            boolean inVain = failed.blamesTable() && streams.isExhausted(stream.get());
            losses.lost(stream.get(), failed.error(), failed.retryable() && !inVain);
        }
    }

    private void deliver(StreamSync stream, Signal.Response response) {
        try {
            response.stream().deliver(response, stream);
        } catch (CodedException e) {
            if (SpillDisk.isToBlameFor(e)) {
                throw e;
            }
            losses.lost(stream, e, false);
            return;
        }
        stream.heard(clock.instant());
        if (!stream.isQuiet()) {
            lastMove = clock.instant();
        }
        saveSoon |= stream.takeCrossedShards();
    }

    private void stopTable(TableSync table, CodedException error) {
        streams.remove(table);
        table.stop(TableState.Stopped.of(error, clock.instant()));
        if (table.recopy().isPresent()) {
            tables.refuse(table.table(), error);
            recopies.failed(table, error).ifPresent(visible -> stopTable(visible, error));
            return;
        }
        listener.tableStopped(table.table(), error);
    }

    private void makeRoom(long message) throws InterruptedException {
        long most = budget.usableBefore(message);
        awaitMemory(most);
        if (budget.used() > most) {
            checkpoint();
            awaitMemory(most);
        }
    }

    private void awaitMemory(long most) throws InterruptedException {
        Instant since = clock.instant();
        while (budget.used() > most && checkpointer.isRunning()) {
            takeResults(TICK);
            if (Duration.between(since, clock.instant()).compareTo(MAX_UNREAD) > 0) {
                streams.pause(clock.instant());
            }
            report();
        }
        Instant now = clock.instant();
        health.unread(Duration.between(since, now), now);
    }

    private boolean isCheckpointDue() {
        if (checkpointer.isRunning()) {
            return false;
        }
        if (!plan.isLeadReady()) {
            return budget.used() >= options.bufferBytes();
        }
        boolean time = !clock.instant().isBefore(lastCut.plus(options.checkpointInterval()));
        boolean full = budget.used() >= options.bufferBytes() / 2;
        return time || full || saveSoon;
    }

    private void checkpoint() {
        Instant now = clock.instant();
        List<List<TableCut>> cuts = plan.cut(now.minus(options.idleInterval()));
        if (!cuts.isEmpty()) {
            checkpointer.start(cuts);
        }
        saveSoon = false;
        lastCut = now;
    }

    private void takeResults(Duration wait) throws InterruptedException {
        for (TableResult result : checkpointer.results(wait)) {
            TableCut cut = result.cut();
            tables.byId(cut.origin().id()).ifPresentOrElse(table -> take(result, table), () -> takeLate(result));
        }
    }

    // A new copy was given up while it took its table's place: the table goes on from there, to meet the same.
    private void takeLate(TableResult result) {
        if (result instanceof TableResult.Saved saved && saved.cut().origin().placement() instanceof Placement.Swap) {
            tables.visible(saved.cut().table()).ifPresent(table -> startAgain(table, saved.saved(), false));
        }
    }

    private void take(TableResult result, TableSync table) {
        if (result instanceof TableResult.Saved saved) {
            saved(saved, table);
        } else if (result instanceof TableResult.RolledBack rolledBack) {
            rolledBack(rolledBack, table);
        } else if (result instanceof TableResult.BranchLost lost) {
            recopies.copyAnew(table, lost.what());
        } else if (result instanceof TableResult.Refused refusal) {
            stopTable(table, refusal.error());
        }
    }

    private void saved(TableResult.Saved result, TableSync table) {
        boolean schemaChanged = !result.cut().change().isNone();
        boolean moved =
                table.saved(result.lake(), result.saved(), result.cut().origin().placement());
        listener.checkpointed(
                table.table(),
                result.saved().cursor().state(),
                result.saved().cursor().vgtid(),
                result.counts());
        listener.committed(TableCommit.of(result, lastCut));
        List<ValueLosses.Loss> losses = table.columns().losses().counts().losses();
        if (!losses.isEmpty()) {
            listener.valuesLost(table.table(), losses);
        }
        if (!result.foreignChanges().isEmpty()) {
            listener.foreignChanges(table.table(), result.foreignChanges());
        }
        schemaChanges.stopIfChangedByOthers(table);
        if (moved && !table.isStopped()) {
            schemaChanges.evolve(
                    table, new Evolution.NeedsCopy("others dropped columns of the lake table that its rows are in"));
        } else if (schemaChanged && !table.isStopped()) {
            startAgain(table, result.saved(), true);
        } else if (result.cut().origin().placement() instanceof Placement.Swap) {
            recopies.replaced(table);
        } else if (table.recopy().isPresent() && table.state() == TableState.RUNNING) {
            saveSoon = true;
        }
    }

    // What the cut held is lost, so that the new copy goes back to its branch as well.
    private void rolledBack(TableResult.RolledBack result, TableSync table) {
        if (table.recopy().isEmpty()) {
            startAgain(table, result.to(), false);
            return;
        }
        tables.visible(table.table()).ifPresent(visible -> startAgain(visible, result.to(), false));
        if (table.saved().isPresent()) {
            startAgain(table, table.saved().get(), false);
        } else {
            recopies.copyAnew(table, "the table was rolled back");
        }
    }

    private void startAgain(TableSync table, SavedCursor from, boolean onTheSpot) {
        streams.remove(table);
        TableState before = table.state();
        table.resume(Optional.of(from), onTheSpot);
        before.pausedSince().ifPresentOrElse(since -> pausedTables.stay(table, since), () -> starts.alone(table));
    }

    private void report() {
        Instant now = clock.instant();
        if (Duration.between(lastMove, now).compareTo(UNREACHABLE_AFTER) > 0) {
            giveUpUnreachable();
            lastMove = now;
        }
        if (Duration.between(lastProgress, now).compareTo(TICK) >= 0) {
            goneShards.leave(now);
            List<TableProgress> progress = rates.measure(now, tables.all());
            listener.progress(progress);
            vitalSigns.take(now, progress).ifPresent(listener::vitals);
            lastProgress = now;
        }
    }

    /** Nothing has come for a while: what a fresh look at the source still asks for cannot be reached. */
    private void giveUpUnreachable() {
        if (targets.isEmpty() || !streams.all().stream().allMatch(StreamSync::isQuiet)) {
            return;
        }
        goneShards.ask();
        OnceTargets fresh = new OnceTargets(questions::current, clock);
        for (TableSync table : tables.visible()) {
            boolean elsewhere =
                    !goneShards.serve(table.applied().orElse(fresh.target()).shards());
            // A table without a stream waits for a new copy, or to be asked for again.
            boolean underWay = table.state() != TableState.RUNNING
                    || streams.of(table).isEmpty()
                    || table.buffered().truncation().isPresent();
            if (targets.get().isReached(table) || underWay || elsewhere) {
                continue;
            }
            targets.get().giveUp(table);
            // Else it has all that the source has: it copied while the shards of its target were replaced.
            if (!fresh.isReached(table)) {
                listener.targetUnreachable(
                        table.table(), fresh.target(), table.applied().orElseThrow());
            }
        }
    }

    /** Lets the running checkpoint end; with {@code once}, saves what is left. */
    private void finish() throws InterruptedException {
        awaitCheckpoint();
        if (options.once() && !stopRequested.get() || tables.visible().stream().allMatch(TableSync::isStopped)) {
            checkpoint();
            awaitCheckpoint();
        }
        report();
    }

    private void awaitCheckpoint() throws InterruptedException {
        while (checkpointer.isRunning()) {
            takeResults(TICK);
        }
    }

    private MirrorOutcome outcome() {
        return new MirrorOutcome(tables.states());
    }
}
