package io.vitesslake.mirror;

import io.vitesslake.buffer.MemoryBudget;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Signal;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The loop that keeps lake tables equal to source tables: resume, read, buffer, write, commit, repeat. One thread runs it and
 * owns all its state; {@link #stop} may be called by any.
 */
public final class Mirror {

    private static final Duration TICK = Duration.ofMillis(100);

    // MySQL's net_write_timeout closes a stream that is not read for 60 s.
    private static final Duration MAX_UNREAD = Duration.ofSeconds(45);

    // VTGate sends a heartbeat every few seconds, so that a stream silent for so long hangs.
    private static final Duration MAX_SILENCE = Duration.ofSeconds(60);

    private static final Duration UNREACHABLE_AFTER = Duration.ofSeconds(60);

    private final MirrorOptions options;
    private final MirrorSource source;
    private final MirrorLake lake;
    private final InstantSource clock;
    private final MirrorListener listener;
    private final MemoryBudget budget;
    private final TableFactory factory;
    private final Checkpointer checkpointer;
    private final Inbox inbox = new Inbox();
    private final Streams streams;
    private final PacedInbox paced;
    private final CopyRates rates = new CopyRates();
    private final AtomicBoolean stopRequested = new AtomicBoolean();

    private final SortedMap<String, TableSync> tables = new TreeMap<>();
    private final SortedMap<String, TableState> refused = new TreeMap<>();

    private Optional<OnceTargets> targets = Optional.empty();
    private Instant lastCut;
    private Instant lastProgress;
    private Instant lastTend = Instant.EPOCH;
    private Instant lastMove;
    private boolean crossedShards;

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
        this.lake = lake;
        this.clock = environment.clock();
        this.listener = listener;
        this.budget = new MemoryBudget(options.bufferBytes());
        this.factory = new TableFactory(setups, source.hasDefault(), budget, environment.spillDirectory());
        this.checkpointer = new Checkpointer(options.encoders(), new TableCheckpoint(lake), environment.ids());
        this.streams = new Streams(source.changes(), inbox, options, this::stream);
        this.paced = new PacedInbox(inbox, options.copy().maxRowsPerSecond(), clock, streams::of);
        this.lastCut = clock.instant();
        this.lastProgress = lastCut;
        this.lastMove = lastCut;
    }

    private StreamSync stream(Collection<TableSync> members, Vgtid start) {
        return new StreamSync(members, start, factory::transactionBuffer, budget, this::stopTable);
    }

    /** Asks the loop to end after the checkpoint that is running, if any. Any thread. */
    public void stop() {
        stopRequested.set(true);
    }

    /**
     * Runs until asked to stop, or with {@code once} until every table has reached its target.
     *
     * @throws CodedException when the sync as a whole cannot go on: SOURCE, LAKE, FENCED or BUG
     */
    public MirrorOutcome run() throws InterruptedException {
        try (checkpointer;
                streams) {
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
        }
    }

    // Looks at every stream and table, so not after every response.
    private void tend() {
        Instant now = clock.instant();
        if (Duration.between(lastTend, now).compareTo(TICK) >= 0) {
            for (StreamSync stream : streams.all()) {
                if (stream.isSilent(now, MAX_SILENCE)) {
                    lost(stream, silent(stream), true);
                }
            }
            streams.tend(now);
            lastTend = now;
        }
    }

    private static CodedException silent(StreamSync stream) {
        return new CodedException(
                ErrorCode.SOURCE,
                "silent-stream",
                "Cannot go on at " + stream.position() + ": VTGate sent nothing, not even a heartbeat, for "
                        + MAX_SILENCE + ". The stream is opened again; if that does not help, look at VTGate.");
    }

    private void resume() {
        if (options.once()) {
            targets = Optional.of(new OnceTargets(source.current().get()));
        }
        Map<String, Resume.Found> found = new Resume(lake).read(factory.setups());
        SortedMap<String, Optional<TableCursor>> cursors = new TreeMap<>();
        found.forEach((name, table) -> {
            table.refusal().ifPresent(error -> refuse(name, error));
            table.state().ifPresent(state -> {
                TableSync sync = factory.table(name, state);
                tables.put(name, sync);
                if (!isAlreadyThere(sync)) {
                    cursors.put(name, state.saved().map(TableSync.SavedCursor::cursor));
                }
            });
        });
        ResumePlan plan = ResumePlan.of(cursors, source.shards().get());
        listener.resumed(plan);
        plan.groups().forEach(group -> streams.run(members(group), group.position()));
        plan.retries().forEach(retry -> streams.retry(members(retry).get(0), retry.position()));
        plan.copies().forEach(copy -> streams.copy(members(copy).get(0), copy.position()));
    }

    private List<TableSync> members(ResumePlan.Start stream) {
        return stream.tables().stream().map(tables::get).toList();
    }

    private boolean isAlreadyThere(TableSync table) {
        boolean stoppedBefore = table.saved()
                .filter(saved -> saved.cursor().state() instanceof TableState.Stopped)
                .isPresent();
        return !stoppedBefore && targets.filter(t -> t.isReached(table)).isPresent();
    }

    private void refuse(String table, CodedException error) {
        refused.put(table, new TableState.Stopped(error.reason(), error.getMessage(), clock.instant()));
        listener.tableStopped(table, error);
    }

    private boolean isDone() {
        if (stopRequested.get()) {
            return true;
        }
        if (targets.isEmpty()) {
            return tables.isEmpty() && !refused.isEmpty()
                    || tables.values().stream().allMatch(TableSync::isStopped);
        }
        return tables.values().stream().allMatch(targets.get()::isReached);
    }

    /** Takes one signal, unless memory is full: then waits for the running checkpoint to free some. */
    private void receive() throws InterruptedException {
        if (isMemoryShort() && checkpointer.isRunning()) {
            awaitMemory();
            return;
        }
        Signal signal = paced.poll(TICK.toMillis());
        if (signal == null) {
            return;
        }
        Optional<StreamSync> stream = streams.of(signal);
        if (stream.isEmpty()) {
            return;
        }
        if (signal instanceof Signal.Response response) {
            deliver(stream.get(), response);
        } else if (signal instanceof Signal.Failed failed) {
            lost(stream.get(), failed.error(), failed.retryable());
        }
    }

    private void deliver(StreamSync stream, Signal.Response response) {
        try {
            response.stream().deliver(response, stream);
        } catch (CodedException e) {
            lost(stream, e, false);
            return;
        }
        stream.heard(clock.instant());
        if (!stream.isQuiet()) {
            lastMove = clock.instant();
        }
        crossedShards |= stream.takeCrossedShards();
    }

    private void lost(StreamSync stream, CodedException error, boolean retryable) {
        List<String> names = stream.tables().stream().map(TableSync::table).toList();
        if (!retryable) {
            if (stream.tables().size() > 1) {
                streams.split(stream);
                listener.streamLost(names, error, 0);
                return;
            }
            List.copyOf(stream.tables()).forEach(table -> stopTable(table, error));
        }
        Duration wait = streams.lost(stream, error, clock.instant());
        listener.streamLost(names, error, wait.toMillis());
    }

    private void stopTable(TableSync table, CodedException error) {
        streams.remove(table);
        table.stop(error, clock.instant());
        listener.tableStopped(table.table(), error);
    }

    // Below the limit at which buffers spill: what one response brings still fits.
    private boolean isMemoryShort() {
        return budget.used() >= options.bufferBytes() / 8 * 7;
    }

    private void awaitMemory() throws InterruptedException {
        Instant since = clock.instant();
        while (isMemoryShort() && checkpointer.isRunning()) {
            takeResults(TICK);
            if (Duration.between(since, clock.instant()).compareTo(MAX_UNREAD) > 0) {
                streams.pause(clock.instant());
            }
            report();
        }
        streams.all().forEach(stream -> stream.heard(clock.instant()));
    }

    private boolean isCheckpointDue() {
        if (checkpointer.isRunning()) {
            return false;
        }
        if (!isLeadReady()) {
            return budget.used() >= options.bufferBytes();
        }
        boolean time = !clock.instant().isBefore(lastCut.plus(options.checkpointInterval()));
        boolean full = budget.used() >= options.bufferBytes() / 2;
        return time || full || crossedShards;
    }

    private void checkpoint() {
        Instant now = clock.instant();
        Instant staleBefore = now.minus(options.idleInterval());
        List<TableSync> due = new ArrayList<>();
        for (TableSync table : tables.values()) {
            table.forgetPassed();
            if (table.isDirty() || table.isStale(staleBefore) || table.isAcrossShards()) {
                due.add(table);
            }
        }
        if (!due.isEmpty()) {
            leadByFirst(due);
            checkpointer.start(due.stream().map(TableSync::cut).toList());
        }
        crossedShards = false;
        lastCut = now;
    }

    // The first table of all leads every checkpoint, changed or not, so that overlapping writers meet there and nowhere
    // else.
    private Optional<TableSync> lead() {
        return tables.values().stream().filter(table -> !table.isStopped()).findFirst();
    }

    // A table that has just begun its copy has nothing to save for a moment; without it a checkpoint is made in need
    // alone.
    private boolean isLeadReady() {
        return lead().filter(table -> !table.isCuttable()).isEmpty();
    }

    private void leadByFirst(List<TableSync> due) {
        lead().filter(TableSync::isCuttable).ifPresent(table -> {
            due.remove(table);
            due.add(0, table);
        });
    }

    private void takeResults(Duration wait) throws InterruptedException {
        for (TableResult result : checkpointer.results(wait)) {
            TableSync table = tables.get(result.table());
            if (result instanceof TableResult.Saved saved) {
                table.saved(saved.lake(), saved.saved());
                listener.checkpointed(
                        table.table(),
                        saved.saved().cursor().state(),
                        saved.saved().cursor().vgtid(),
                        saved.counts());
                if (!saved.foreignChanges().isEmpty()) {
                    listener.foreignChanges(table.table(), saved.foreignChanges());
                }
            } else if (result instanceof TableResult.RolledBack rolledBack) {
                startAgain(table, rolledBack.to());
            } else if (result instanceof TableResult.Refused refusal) {
                stopTable(table, refusal.error());
            }
        }
    }

    private void startAgain(TableSync table, TableSync.SavedCursor from) {
        streams.remove(table);
        table.resume(Optional.of(from));
        if (table.state() instanceof TableState.Copying) {
            streams.copy(table, from.cursor().vgtid());
        } else {
            streams.run(List.of(table), from.cursor().vgtid());
        }
    }

    private void report() {
        Instant now = clock.instant();
        if (Duration.between(lastMove, now).compareTo(UNREACHABLE_AFTER) > 0) {
            giveUpUnreachable();
            lastMove = now;
        }
        if (Duration.between(lastProgress, now).compareTo(TICK) >= 0) {
            listener.progress(rates.measure(now, tables.values()));
            lastProgress = now;
        }
    }

    /** Nothing has come for a while: what a fresh look at the source still asks for cannot be reached. */
    private void giveUpUnreachable() {
        if (targets.isEmpty() || !streams.all().stream().allMatch(StreamSync::isQuiet)) {
            return;
        }
        OnceTargets fresh = new OnceTargets(source.current().get());
        for (TableSync table : tables.values()) {
            if (!targets.get().isReached(table) && !fresh.isReached(table) && table.state() == TableState.RUNNING) {
                targets.get().giveUp(table);
                listener.targetUnreachable(
                        table.table(), fresh.target(), table.applied().orElseThrow());
            }
        }
    }

    /** Lets the running checkpoint end; with {@code once}, saves what is left. */
    private void finish() throws InterruptedException {
        awaitCheckpoint();
        if (options.once() && !stopRequested.get() || tables.values().stream().allMatch(TableSync::isStopped)) {
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
        SortedMap<String, TableState> states = new TreeMap<>(refused);
        tables.forEach((name, table) -> states.put(name, table.state()));
        return new MirrorOutcome(states);
    }
}
