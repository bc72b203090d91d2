package io.vitesslake.mirror;

import io.vitesslake.change.Bugs;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.TableComments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes and commits checkpoints on threads of its own, one checkpoint at a time, its tables side by side. All methods are for
 * the loop's thread.
 */
final class Checkpointer implements AutoCloseable {

    private static final Duration LONGEST_CLOSE = Duration.ofMinutes(1);

    private final ExecutorService encoders;
    private final TableCheckpoint tableCheckpoint;
    private final Optional<GroupCheckpoint> together;
    private final LakePatience patience;
    private final Supplier<UUID> ids;
    private final List<Future<List<TableResult>>> running = new ArrayList<>();

    /**
     * @param encoders threads that write and commit
     * @param comments asks the source for those of a table
     */
    Checkpointer(
            int encoders, MirrorLake lake, Function<String, TableComments> comments, MirrorEnvironment environment) {
        this.encoders = environment.pools().open(encoders, "encoder");
        this.patience = environment.patience();
        this.tableCheckpoint =
                new TableCheckpoint(lake, new TableCreation(lake.tables(), comments, patience), patience);
        this.together = lake.together().map(group -> new GroupCheckpoint(tableCheckpoint, group, patience));
        this.ids = environment.ids();
    }

    boolean isRunning() {
        return !running.isEmpty();
    }

    /**
     * Starts one checkpoint of the given tables, all under one id. Only when none is running.
     *
     * @param cuts by lake table, each to be saved in the order given; the first table is committed before the others
     */
    void start(List<List<TableCut>> cuts) {
        if (isRunning()) {
            throw new IllegalStateException("Cannot start a checkpoint of " + cuts.size() + " tables: one is running");
        }
        UUID id = ids.get();
        Lead lead = new Lead();
        // A table that is copied again beside what readers see has two commits, one after the other.
        List<TableCut> single = cuts.stream()
                .filter(table -> table.size() == 1)
                .map(table -> table.get(0))
                .toList();
        if (together.isPresent() && single.size() > 1 && cuts.get(0).size() == 1) {
            startTogether(together.get(), id, single, lead);
            startAfter(id, cuts.stream().filter(table -> table.size() > 1).toList(), lead);
        } else {
            List<TableCut> first = cuts.get(0);
            running.add(encoders.submit(
                    () -> lead.decide(first.get(0).table(), () -> tableCheckpoint.saveAll(id, first, () -> {}))));
            startAfter(id, cuts.subList(1, cuts.size()), lead);
        }
    }

    // Encoders take tasks in this order, so that whoever waits for others does so while they are being written.
    private void startTogether(GroupCheckpoint group, UUID id, List<TableCut> cuts, Lead lead) {
        List<Future<GroupCheckpoint.Part>> written = cuts.stream()
                .map(cut -> encoders.submit(() -> group.write(id, cut)))
                .toList();
        running.add(encoders.submit(() -> lead.decide(cuts.size() + " tables", () -> group.commit(id, cuts, written))));
    }

    private void startAfter(UUID id, List<List<TableCut>> cuts, Lead lead) {
        for (List<TableCut> table : cuts) {
            running.add(encoders.submit(() -> tableCheckpoint.saveAll(id, table, lead::await)));
        }
    }

    /**
     * Results of the tables that are done, waiting for the first at most as long as given.
     *
     * @throws CodedException FENCED when another writer has taken over; LAKE when a table cannot be written at all
     */
    List<TableResult> results(Duration wait) throws InterruptedException {
        List<TableResult> done = new ArrayList<>();
        if (isRunning() && !anyDone()) {
            awaitOne(wait);
        }
        for (Iterator<Future<List<TableResult>>> futures = running.iterator(); futures.hasNext(); ) {
            Future<List<TableResult>> future = futures.next();
            if (future.isDone()) {
                futures.remove();
                done.addAll(results(future));
            }
        }
        return done;
    }

    private boolean anyDone() {
        return running.stream().anyMatch(Future::isDone);
    }

    private void awaitOne(Duration wait) throws InterruptedException {
        try {
            running.get(0).get(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Looked at by the caller, which asks every future.
        }
    }

    private static List<TableResult> results(Future<List<TableResult>> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CodedException coded) {
                throw coded;
            }
            throw failed(e.getCause());
        }
    }

    private static CodedException failed(Throwable cause) {
        boolean bug = Bugs.isOne(cause);
        String remedy = bug ? "Please report it" : "Check the catalog and the object store";
        return new CodedException(
                bug ? ErrorCode.BUG : ErrorCode.LAKE,
                "checkpoint-failed",
                "Cannot save a checkpoint: " + cause + ". " + remedy + "; the next start resumes before it.",
                cause);
    }

    /** From now on what the lake fails has failed, and is not tried again. Any thread. */
    void hurry() {
        patience.stop();
    }

    /** Lets running files and commits end, since the lake they use is closed next; if it is away, soon. */
    @Override
    public void close() {
        hurry();
        encoders.shutdown();
        try {
            encoders.awaitTermination(LONGEST_CLOSE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
