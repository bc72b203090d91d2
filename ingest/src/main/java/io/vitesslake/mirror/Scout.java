package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.commit.Requested;
import io.vitesslake.source.Shard;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Looks, beside the loop, for what changes outside of the streams: new source tables, tables that were moved to another keyspace,
 * and what people want done with tables.
 *
 * <p>A thread of its own asks the source and the lake, which may take seconds, and leaves its findings for the loop to
 * {@link #poll}. A look that fails is logged and repeated later, and never ends the sync.
 */
public final class Scout implements AutoCloseable {

    private static final Duration LONGEST_SWITCH = Duration.ofSeconds(45);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final TableSelection selection;
    private final RequestInbox requests;
    private final InstantSource clock;
    private final Lookout tableLookout;
    private final TableRound requestRound;
    private final TableRound moveRound;

    private final SortedMap<String, TableSetup> mirrored = new TreeMap<>();
    private final Map<String, String> refusals = new HashMap<>();
    private final Map<String, UUID> seenRequests = new HashMap<>();
    private final Map<String, Optional<Instant>> seenPauses = new HashMap<>();
    private final Map<String, Instant> movedSince = new HashMap<>();
    private final Set<String> toldMoved = new HashSet<>();
    private final Queue<Finding> findings = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "scout");
    private List<Shard> serving = List.of();

    /**
     * Looks at nothing yet.
     *
     * @param start what was found, and told, at the start
     * @param discoveryInterval time between looks at the source's tables
     */
    public Scout(
            TableSelection selection,
            TableSelection.Selected start,
            RequestInbox requests,
            Duration discoveryInterval,
            InstantSource clock) {
        this.selection = selection;
        this.requests = requests;
        this.clock = clock;
        start.setups().forEach(setup -> mirrored.put(setup.table(), setup));
        start.refused().forEach((table, error) -> refusals.put(table, error.getMessage()));
        tableLookout = new Lookout("new source tables", discoveryInterval, clock.instant());
        requestRound = new TableRound("what people want done with tables", mirrored, clock.instant());
        moveRound = new TableRound("tables that were moved", mirrored, clock.instant());
        thread.setDaemon(true);
    }

    /** Begins to look. Once. */
    public void start() {
        thread.start();
    }

    /** The next finding, in the order found; each is told once. Any thread; never blocks. */
    public Optional<Finding> poll() {
        return Optional.ofNullable(findings.poll());
    }

    /** Ends the looking; waits a moment for a look that is going on. */
    @Override
    public void close() {
        closed.countDown();
        tableLookout.mute();
        requestRound.mute();
        moveRound.mute();
        try {
            thread.join(CLOSE_WAIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            Duration wait = round();
            while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = round();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but whoever ends the process.
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Does what is due.
     *
     * @return time until something is due again, at least a millisecond
     */
    Duration round() {
        if (tableLookout.isDue(clock.instant()) && tableLookout.look(clock.instant(), this::lookForTables)) {
            tableLookout.fine();
        }
        requestRound.look(clock.instant(), this::lookForRequests);
        moveRound.look(clock.instant(), this::lookForMove);
        Instant now = clock.instant();
        Duration wait = Duration.between(now, earliest(tableLookout.due(), requestRound.due(), moveRound.due()));
        return wait.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : wait;
    }

    private static Instant earliest(Instant... times) {
        return Collections.min(List.of(times));
    }

    // Refused tables are looked at again each time, for the remedy may have been applied.
    private void lookForTables() {
        lookForShards();
        TableSelection.Selected found = selection.select(mirrored.values());
        for (TableSetup setup : found.setups()) {
            mirrored.put(setup.table(), setup);
            findings.add(new Finding.Added(setup));
        }
        refusals.keySet().retainAll(found.refused().keySet());
        found.refused().forEach((table, error) -> {
            if (!error.getMessage().equals(refusals.put(table, error.getMessage()))) {
                findings.add(new Finding.Refused(table, error));
            }
        });
        requestRound.spread();
        moveRound.spread();
    }

    private void lookForShards() {
        List<Shard> now = selection.shards();
        if (!now.equals(serving)) {
            serving = now;
            findings.add(new Finding.Resharded(now));
        }
    }

    private void lookForRequests(TableSetup setup) {
        String table = setup.table();
        Requested requested = requests.pending(setup.target());
        if (!requested.paused().equals(seenPauses.put(table, requested.paused()))) {
            findings.add(new Finding.Pause(table, requested.paused()));
        }
        requested
                .recopy()
                .filter(request -> !request.equals(seenRequests.put(table, request)))
                .ifPresent(request -> findings.add(new Finding.RecopyRequested(table, request)));
    }

    // A switch that is given up denies queries for a moment.
    private void lookForMove(TableSetup setup) {
        String table = setup.table();
        // Stopped until the next start; and VTGate takes its time to refuse.
        if (toldMoved.contains(table)) {
            return;
        }
        Optional<CodedException> moved = selection.moved(table);
        if (moved.isEmpty()) {
            movedSince.remove(table);
            return;
        }
        Instant since = movedSince.computeIfAbsent(table, t -> clock.instant());
        if (!since.plus(LONGEST_SWITCH).isAfter(clock.instant())) {
            toldMoved.add(table);
            findings.add(new Finding.Moved(table, moved.get()));
        }
    }
}
