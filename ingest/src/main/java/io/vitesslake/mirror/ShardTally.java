package io.vitesslake.mirror;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Counts what one shard of a stream sends: two words for a transaction, the rest when looked at. Belongs to the loop's thread. */
final class ShardTally {

    /** Later than the {@link Watchdog} has found out whether a shard from which nothing comes has something. */
    static final Duration SURE_AFTER = Duration.ofSeconds(90);

    private String gtid = "";
    private long seconds;
    private long transactions;

    // As of the last look.
    private long seen;
    private Instant taken;
    private Instant looked;
    private Duration lag = Duration.ZERO;

    /** @param newSeconds when the source committed it, Unix time; 0 when it does not tell */
    void took(String newGtid, long newSeconds) {
        gtid = newGtid;
        seconds = Math.max(seconds, newSeconds);
        transactions++;
    }

    long transactions() {
        return transactions;
    }

    /** For a stream that goes on where that of this one ended: knows the same, and has counted nothing yet. */
    ShardTally handedOn() {
        ShardTally next = new ShardTally();
        next.gtid = gtid;
        next.seconds = seconds;
        next.seen = seen - transactions;
        next.taken = taken;
        next.looked = looked;
        next.lag = lag;
        return next;
    }

    /** Whichever knows the newer transaction. */
    static ShardTally newer(ShardTally one, ShardTally other) {
        return one.seconds < other.seconds ? other : one;
    }

    /**
     * How the shard stands; empty before its first transaction.
     *
     * <p>A transaction tells how late it came, and nothing tells that none is under way. So a shard is not behind when VTGate
     * has nothing to send, or when none has come for so long that the watchdog would have found out why. While the stream is
     * broken it falls behind by the hour.
     *
     * @param open whether its stream is
     * @param quiet whether VTGate has nothing to send
     */
    Optional<ShardVitals> look(Instant now, boolean open, boolean quiet) {
        if (taken == null && transactions == seen) {
            return Optional.empty();
        }
        if (transactions != seen) {
            seen = transactions;
            taken = now;
            lag = seconds == 0 ? Duration.ZERO : atLeastZero(Duration.between(Instant.ofEpochSecond(seconds), now));
        } else if (!open) {
            lag = lag.plus(atLeastZero(Duration.between(looked, now)));
        } else if (quiet || Duration.between(taken, now).compareTo(SURE_AFTER) > 0) {
            lag = Duration.ZERO;
        }
        looked = now;
        return Optional.of(new ShardVitals(transactions, gtid, Instant.ofEpochSecond(seconds), taken, lag));
    }

    private static Duration atLeastZero(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
