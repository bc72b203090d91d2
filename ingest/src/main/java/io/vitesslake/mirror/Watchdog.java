package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.TabletType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices shards whose events do not come although there are some. VTGate sends heartbeats whatever its tablets do, and other
 * shards hide one that stands still (vstream_manager.go), so a server is asked what it has run: what it had run at one look and
 * the stream does not have at a later one, without having moved in between, does not come. Of a shard whose copy lacks rows the server
 * need not be asked. Such a shard lags, for every table of the stream, until it moves or its server has nothing more
 * ({@link TableLag}). Belongs to the loop's thread.
 */
final class Watchdog {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);
    /** A tablet may wait for a lock before it copies, and opening again may mean to copy from the start. */
    private static final Duration PATIENCE_WITH_COPIES = Duration.ofMinutes(10);
    /** Half the time between a question and the verdict. */
    private static final Duration LONGEST_UNREAD = BETWEEN_LOOKS.dividedBy(2);
    /** Something else is wrong then than the stream, such as a throttled tablet. */
    private static final int MOST_REOPENINGS = 3;

    private final BiFunction<Shard, TabletType, ServerGtids> servers;
    private final TabletType streamed;
    private final Map<StreamSync, Map<Shard, Standstill>> all = new HashMap<>();
    private Instant looked = Instant.MIN;
    // How long nobody has read what streams sent since the last look.
    private Duration unread = Duration.ZERO;
    private boolean news;

    /**
     * A stream to be opened again, and why.
     *
     * @param again whether it was opened again for it before, in vain
     */
    record Stall(StreamSync stream, Shard shard, CodedException error, boolean again) {}

    /**
     * A shard that has not moved since.
     *
     * @param complete when its server last had nothing more; else when it began to stand still
     * @param patientFrom when it began to stand still, or the stream was opened again because of it
     * @param awaited what the server had run beyond it at the last look
     */
    private record Standstill(
            ShardStanding at, Instant since, Instant complete, Instant patientFrom, GtidSet awaited, int reopenings) {

        static Standstill from(ShardStanding at, Instant now) {
            return new Standstill(at, now, now, now, GtidSet.EMPTY, 0);
        }

        boolean isLongerThan(Duration patience, Instant now) {
            return !patientFrom.plus(patience).isAfter(now);
        }

        Standstill awaiting(GtidSet gtids) {
            return new Standstill(at, since, complete, patientFrom, gtids, reopenings);
        }

        Standstill completeAt(Instant now) {
            return new Standstill(at, since, now, patientFrom, GtidSet.EMPTY, reopenings);
        }

        Standstill reopened(Instant now) {
            return new Standstill(at, since, complete, now, GtidSet.EMPTY, reopenings + 1);
        }
    }

    /**
     * @param servers asks a shard's MySQL; may take a moment
     * @param streamed kind of tablet that streams are read from
     */
    Watchdog(BiFunction<Shard, TabletType, ServerGtids> servers, TabletType streamed) {
        this.servers = servers;
        this.streamed = streamed;
    }

    /** Looks now and then at all streams; asks servers about shards that did not move since the last look. */
    List<Stall> look(Collection<StreamSync> streams, Instant now) {
        if (looked.plus(BETWEEN_LOOKS).isAfter(now)) {
            return List.of();
        }
        looked = now;
        if (unread.compareTo(LONGEST_UNREAD) > 0) {
            all.values().forEach(shards -> shards.replaceAll((shard, before) -> before.awaiting(GtidSet.EMPTY)));
        }
        unread = Duration.ZERO;
        all.keySet().retainAll(new HashSet<>(streams));
        return streams.stream().flatMap(stream -> look(stream, now).stream()).toList();
    }

    /** Nobody read what streams sent for so long: that nothing came says little. */
    void unread(Duration time) {
        unread = unread.plus(time);
    }

    /** Whether some shard lags, or lags no more, since this was last asked. */
    boolean takeNews() {
        boolean taken = news;
        news = false;
        return taken;
    }

    private Optional<Stall> look(StreamSync stream, Instant now) {
        if (stream.handle().isEmpty()) {
            all.remove(stream);
            return Optional.empty();
        }
        Map<Shard, Standstill> standstills = all.computeIfAbsent(stream, s -> new HashMap<>());
        Set<Shard> shards = stream.position().shards();
        standstills.keySet().retainAll(shards);
        Optional<Stall> stall = Optional.empty();
        for (Shard shard : shards) {
            Standstill before = standstills.get(shard);
            ShardStanding at = stream.standing(shard);
            // A table that has more than its stream stays where it is when the shard moves.
            boolean moved = before != null && !before.at().position().equals(at.position());
            forget(stream, shard, table -> moved ? table.lag().ended(shard) : table.hasLeft(shard));
            if (before == null || !before.at().equals(at)) {
                standstills.put(shard, Standstill.from(at, now));
            } else if (!before.isLongerThan(stream.isCopying() ? PATIENCE_WITH_COPIES : Duration.ZERO, now)) {
                standstills.put(shard, before.awaiting(GtidSet.EMPTY));
            } else if (!at.copying() && before.awaited().isEmpty()) {
                standstills.put(shard, asked(stream, shard, before, now));
            } else {
                standstills.put(shard, before.reopened(now));
                lags(stream, shard, before);
                stall = stall.or(() -> stall(stream, shard, before));
            }
        }
        return stall;
    }

    private Optional<Stall> stall(StreamSync stream, Shard shard, Standstill standstill) {
        String lacking = standstill.at().copying()
                ? "its copy lacks rows"
                : "its MySQL (" + streamed + ") has run " + standstill.awaited();
        String what = "Cannot go on at " + shard + ": nothing came from it since " + standstill.since() + ", though "
                + lacking + ", and VTGate says that all is well. ";
        if (standstill.reopenings() == MOST_REOPENINGS) {
            LOG.warn("{}Opening the stream again did not help. Look at that tablet: replication, throttling.", what);
        }
        return standstill.reopenings() >= MOST_REOPENINGS
                ? Optional.empty()
                : Optional.of(new Stall(
                        stream,
                        shard,
                        new CodedException(ErrorCode.SOURCE, "stalled-shard", what + "The stream is opened again."),
                        standstill.reopenings() > 0));
    }

    private Standstill asked(StreamSync stream, Shard shard, Standstill standstill, Instant now) {
        Optional<GtidSet> beyond = beyond(shard, standstill.at());
        if (beyond.filter(GtidSet::isEmpty).isPresent()) {
            forget(stream, shard, table -> table.lag().ended(shard));
            return standstill.completeAt(now);
        }
        return standstill.awaiting(beyond.orElse(GtidSet.EMPTY));
    }

    private void lags(StreamSync stream, Shard shard, Standstill standstill) {
        for (TableSync table : stream.tables()) {
            news |= table.position().lags(shard, standstill.complete(), standstill.awaited());
        }
    }

    private void forget(StreamSync stream, Shard shard, Predicate<TablePosition> ends) {
        boolean ended = false;
        for (TableSync table : stream.tables()) {
            ended |= ends.test(table.position());
        }
        if (ended) {
            LOG.info("{} lags no more", shard);
            news = true;
        }
    }

    /** Empty when the server does not answer: the stream will tell why. */
    private Optional<GtidSet> beyond(Shard shard, ShardStanding at) {
        try {
            return Optional.of(servers.apply(shard, streamed)
                    .executed()
                    .minus(at.position().gtids()));
        } catch (CodedException e) {
            LOG.debug("Cannot ask {} for its GTIDs", shard, e);
            return Optional.empty();
        }
    }
}
