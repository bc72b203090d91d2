package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.ChangeSource;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Signal;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TableRule;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/**
 * All streams of the process: opens them, opens them again when they break, starts copies as slots get free, and joins running
 * streams of the same shard set. Belongs to the loop's thread.
 */
final class Streams implements AutoCloseable {

    private static final RetryWaits WAITS = new RetryWaits(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final int MAX_FAILURES = 10;

    private final ChangeSource source;
    private final Inbox inbox;
    private final TabletType tabletType;
    private final RandomGenerator jitter;
    private final BiFunction<Collection<TableSync>, Vgtid, StreamSync> streams;

    private final List<StreamSync> all = new ArrayList<>();
    private final Map<StreamSync, Retry> retries = new HashMap<>();
    private final Joins joins = new Joins();
    private final CopyQueue waitingCopies;
    // Of streams that are no more.
    private long transactions;

    /**
     * A broken stream.
     *
     * @param failures in a row without progress
     * @param at position of the last failure
     * @param due when to open it again
     */
    private record Retry(int failures, Vgtid at, Instant due) {}

    /** @param jitter keeps streams that broke together from coming back together */
    Streams(
            ChangeSource source,
            Inbox inbox,
            MirrorOptions options,
            RandomGenerator jitter,
            BiFunction<Collection<TableSync>, Vgtid, StreamSync> streams) {
        this.source = source;
        this.inbox = inbox;
        this.tabletType = options.tabletType();
        this.jitter = jitter;
        this.waitingCopies = new CopyQueue(options.copy());
        this.streams = streams;
    }

    /** Streams running tables from a position that none of them is behind. */
    void run(Collection<TableSync> tables, Vgtid start) {
        add(tables, start);
    }

    /** Streams a table that failed before: alone until it has got further. */
    void retry(TableSync table, Vgtid start) {
        joins.onTrial(add(List.of(table), start));
    }

    /** Streams a table that has been where its stream goes: alone until it has got further on each shard. */
    void runApart(TableSync table, Vgtid start) {
        joins.apart(add(List.of(table), start));
    }

    private StreamSync add(Collection<TableSync> tables, Vgtid start) {
        StreamSync stream = streams.apply(tables, start);
        all.add(stream);
        open(stream);
        return stream;
    }

    /** Copies a table, from where its copy stands, as soon as a slot is free. */
    void copy(TableSync table, Vgtid start) {
        waitingCopies.add(table, start);
    }

    Optional<StreamSync> of(Signal signal) {
        return all.stream()
                .filter(stream ->
                        stream.handle().filter(h -> h == signal.stream()).isPresent())
                .findFirst();
    }

    List<StreamSync> all() {
        return List.copyOf(all);
    }

    Optional<StreamSync> of(TableSync table) {
        return all.stream().filter(stream -> stream.tables().contains(table)).findFirst();
    }

    /** Takes a table out of its stream. */
    void remove(TableSync table) {
        waitingCopies.remove(table);
        of(table).ifPresent(stream -> stream.remove(table));
    }

    /** Whether a stream that breaks once more without progress is given up. */
    boolean isExhausted(StreamSync stream) {
        Retry last = retries.get(stream);
        return last != null && last.failures() == MAX_FAILURES && last.at().equals(stream.position());
    }

    /**
     * A stream broke; it is opened again at its position after a while.
     *
     * @return how long that is
     * @throws CodedException the error itself, when it keeps coming without progress
     */
    Duration lost(StreamSync stream, CodedException error, Instant now) {
        stream.close();
        Retry last = retries.get(stream);
        boolean progress = last == null || !last.at().equals(stream.position());
        int failures = progress ? 1 : last.failures() + 1;
        if (failures > MAX_FAILURES) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    error.reason(),
                    "Cannot stream: " + failures + " tries in a row failed without any progress. " + error.getMessage(),
                    error);
        }
        Duration wait = WAITS.after(failures, jitter);
        retries.put(stream, new Retry(failures, stream.position(), now.plus(wait)));
        return wait;
    }

    /**
     * Gives each table of a stream one of its own, so that the table to blame for an error fails alone; those that get
     * further join again.
     */
    void split(StreamSync stream) {
        List<TableSync> members = List.copyOf(stream.tables());
        close(stream);
        members.forEach(table -> retry(table, stream.position()));
    }

    /** Opens what is due, starts copies, joins what runs side by side. */
    void tend(Instant now) {
        closeEmpty();
        for (StreamSync stream : all) {
            Retry retry = retries.get(stream);
            if (stream.handle().isEmpty() && retry != null && !retry.due().isAfter(now)) {
                open(stream);
            }
        }
        startCopies(now);
        join(now);
    }

    private void startCopies(Instant now) {
        if (waitingCopies.isEmpty()) {
            return;
        }
        List<TableSync> copying = new ArrayList<>();
        List<TableSync> streamed = new ArrayList<>();
        for (StreamSync stream : all) {
            streamed.addAll(stream.tables());
            copying.addAll(stream.isCopying() ? stream.tables() : List.of());
        }
        for (Optional<CopyQueue.Copy> next = waitingCopies.next(copying, streamed, now);
                next.isPresent();
                next = waitingCopies.next(copying, streamed, now)) {
            TableSync table = next.get().table();
            run(List.of(table), next.get().start());
            copying.add(table);
            streamed.add(table);
        }
    }

    /** Closes running streams, which MySQL would otherwise cut for not being read; {@link #tend} opens them again. */
    void pause(Instant until) {
        for (StreamSync stream : all) {
            if (stream.handle().isPresent() && !stream.isCopying()) {
                stream.close();
                retries.put(stream, new Retry(0, stream.position(), until));
            }
        }
    }

    private void join(Instant now) {
        List<StreamSync> running = all.stream()
                .filter(stream -> !stream.isCopying()
                        && !stream.isBeside()
                        && stream.handle().isPresent())
                .toList();
        boolean copiesLeft = !waitingCopies.isEmpty() || all.stream().anyMatch(StreamSync::isCopying);
        for (Joins.Join join : joins.due(running, copiesLeft, now)) {
            List<TableSync> tables = new ArrayList<>();
            for (StreamSync stream : join.streams()) {
                tables.addAll(stream.tables());
                close(stream);
            }
            StreamSync joined = add(tables, join.start());
            join.streams().forEach(joined::takeOver);
        }
    }

    private void open(StreamSync stream) {
        List<TableRule> rules = stream.tables().stream()
                .map(table -> TableRule.everything(table.table()))
                .toList();
        stream.opened(source.open(new StreamRequest(stream.position(), rules, tabletType), inbox));
    }

    private void closeEmpty() {
        all.stream().filter(stream -> stream.tables().isEmpty()).toList().forEach(this::close);
    }

    private void close(StreamSync stream) {
        stream.close();
        retries.remove(stream);
        joins.forget(stream);
        all.remove(stream);
        transactions += transactions(stream);
    }

    /** Transactions taken in since the start of the process. */
    long transactions() {
        return transactions + all.stream().mapToLong(Streams::transactions).sum();
    }

    private static long transactions(StreamSync stream) {
        return stream.tallies().values().stream()
                .mapToLong(ShardTally::transactions)
                .sum();
    }

    @Override
    public void close() {
        List.copyOf(all).forEach(this::close);
    }
}
