package io.vitesslake.mirror;

import io.vitesslake.source.Inbox;
import io.vitesslake.source.Signal;
import io.vitesslake.source.SourceStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The inbox as the loop sees it when copied rows per second are limited: while the limit is used up, what copying streams have
 * sent waits here, so that they do not ask for more; running streams never wait. Belongs to the loop's thread.
 */
final class PacedInbox {

    /** MySQL gives up a copy that nobody reads for 300 s. Rather than that, a copy exceeds the limit by one response. */
    static final Duration MAX_PARKED = Duration.ofSeconds(60);

    private final Inbox inbox;
    private final InstantSource clock;
    private final Function<Signal, Optional<StreamSync>> streams;
    private final Optional<CopyBudget> budget;
    // By stream, the one that has waited longest first; each in order of arrival.
    private final Map<SourceStream, Parked> parked = new LinkedHashMap<>();
    // The copying stream that was given something last, and how many rows it had copied before; null when none.
    private StreamSync given;
    private long copiedBefore;

    private record Parked(StreamSync stream, Instant since, Deque<Signal> signals) {

        boolean isOverdue(Instant now) {
            return Duration.between(since, now).compareTo(MAX_PARKED) >= 0;
        }
    }

    /**
     * @param maxCopiedPerSecond empty for no limit
     * @param streams open streams by what they send
     */
    PacedInbox(
            Inbox inbox,
            OptionalLong maxCopiedPerSecond,
            InstantSource clock,
            Function<Signal, Optional<StreamSync>> streams) {
        this.inbox = inbox;
        this.clock = clock;
        this.streams = streams;
        this.budget = maxCopiedPerSecond.isPresent()
                ? Optional.of(new CopyBudget(maxCopiedPerSecond.getAsLong(), clock.instant()))
                : Optional.empty();
    }

    /** The next signal that may be delivered, or null when none came in time. */
    Signal poll(long timeoutMillis) throws InterruptedException {
        if (budget.isEmpty()) {
            return inbox.poll(timeoutMillis);
        }
        charge();
        Instant now = clock.instant();
        boolean open = budget.get().isOpen(now);
        Signal next = unpark(open, now);
        if (next == null) {
            next = inbox.poll(
                    parked.isEmpty()
                            ? timeoutMillis
                            : Math.min(timeoutMillis, budget.get().untilOpen().toMillis()));
            if (next != null && park(next, open, now)) {
                return null;
            }
        }
        remember(next);
        return next;
    }

    /** Takes the signal out of the way if its stream has to wait; those of one stream keep their order. */
    private boolean park(Signal signal, boolean open, Instant now) {
        Optional<StreamSync> stream = streams.apply(signal);
        boolean waits = stream.isPresent()
                && isCopying(stream.get())
                && (!open && signal instanceof Signal.Response || parked.containsKey(signal.stream()));
        if (waits) {
            parked.computeIfAbsent(signal.stream(), s -> new Parked(stream.get(), now, new ArrayDeque<>()))
                    .signals()
                    .add(signal);
        }
        return waits;
    }

    /** Of what is parked, the first that may go on; null when none may. */
    private Signal unpark(boolean open, Instant now) {
        // What was closed meanwhile comes again.
        parked.values().removeIf(one -> streams.apply(one.signals().peek()).isEmpty());
        // They are silent because they are not read.
        parked.values().forEach(one -> one.stream().heard(now));
        Optional<Parked> next = parked.values().stream()
                .filter(one -> open || !isCopying(one.stream()) || one.isOverdue(now))
                .findFirst();
        if (next.isEmpty()) {
            return null;
        }
        Signal signal = next.get().signals().remove();
        parked.remove(signal.stream());
        if (!next.get().signals().isEmpty()) {
            // Behind all others: each has its turn.
            parked.put(
                    signal.stream(),
                    new Parked(next.get().stream(), now, next.get().signals()));
        }
        return signal;
    }

    private void remember(Signal next) {
        if (next != null) {
            given = streams.apply(next).filter(PacedInbox::isCopying).orElse(null);
            copiedBefore = given == null ? 0 : copied(given);
        }
    }

    private void charge() {
        if (given != null) {
            budget.orElseThrow().take(Math.max(0, copied(given) - copiedBefore));
            given = null;
        }
    }

    private static long copied(StreamSync stream) {
        return stream.tables().stream()
                .mapToLong(table -> table.progress().copiedRows())
                .sum();
    }

    /** A copying table has a stream of its own. */
    private static boolean isCopying(StreamSync stream) {
        return stream.tables().size() == 1 && stream.isCopying();
    }
}
