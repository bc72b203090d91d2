package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why a stream cannot go on from a position. VTGate does not say: it looks for a tablet that can, for 90 seconds and with
 * heartbeats, and then finds none, whatever the reason. So the servers are asked for their GTIDs, each once in the life of a check.
 * Belongs to one thread.
 */
final class PositionCheck {

    static final String PURGED = "purged-binlog";
    static final String LOST = "gtid-mismatch";
    static final String LAGGING = "lagging-tablet";

    private static final Logger LOG = LoggerFactory.getLogger(PositionCheck.class);

    private final BiFunction<Shard, TabletType, ServerGtids> servers;
    private final TabletType streamed;
    private final Map<Shard, Map<TabletType, Optional<ServerGtids>>> known = new HashMap<>();

    /**
     * @param servers asks a shard's MySQL
     * @param streamed kind of tablet that streams are read from
     */
    PositionCheck(BiFunction<Shard, TabletType, ServerGtids> servers, TabletType streamed) {
        this.servers = servers;
        this.streamed = streamed;
    }

    /**
     * What is certain before VTGate is asked. Whether all replicas have purged what is needed is not, since only one is seen.
     *
     * @return SOURCE {@code purged-binlog} or {@code gtid-mismatch}; empty when the position may do
     */
    Optional<CodedException> before(Vgtid position) {
        return first(position, streamed == TabletType.PRIMARY);
    }

    /**
     * What explains that VTGate found no tablet to stream from.
     *
     * @return SOURCE {@code purged-binlog}, {@code gtid-mismatch} or {@code lagging-tablet}; empty when something else did
     */
    Optional<CodedException> after(Vgtid position) {
        return first(position, true);
    }

    private Optional<CodedException> first(Vgtid position, boolean wholly) {
        return position.shards().stream()
                .filter(shard -> position.position(shard).state() == ShardPosition.State.AT)
                .flatMap(shard -> why(shard, position.position(shard).gtids(), wholly).stream())
                .findFirst();
    }

    private Optional<CodedException> why(Shard shard, GtidSet at, boolean wholly) {
        GtidSet lost = ask(shard, TabletType.PRIMARY)
                .map(primary -> at.minus(primary.executed()))
                .orElse(GtidSet.EMPTY);
        if (!lost.isEmpty()) {
            return Optional.of(error(
                    LOST,
                    shard + " has lost transactions that were read from it: its primary does not have " + lost
                            + ", as after a failover without them or a restore. Run `vitesslake recopy TABLE`, which"
                            + " copies what the source has now."));
        }
        return wholly ? ask(shard, streamed).flatMap(tablet -> why(shard, at, tablet)) : Optional.empty();
    }

    private Optional<CodedException> why(Shard shard, GtidSet at, ServerGtids tablet) {
        GtidSet gap = tablet.purged().minus(at);
        if (!gap.isEmpty()) {
            return Optional.of(error(
                    PURGED,
                    "the binlogs of " + shard + " (" + streamed + ") no longer hold the transactions " + gap
                            + ", which come next. Run `vitesslake recopy TABLE`, set on-purged-binlog: recopy and start"
                            + " again, or restore the binlogs; keep them longer than the sync may rest"
                            + " (binlog_expire_logs_seconds)."));
        }
        GtidSet ahead = at.minus(tablet.executed());
        return ahead.isEmpty()
                ? Optional.empty()
                : Optional.of(error(
                        LAGGING,
                        "a " + streamed + " of " + shard + " has yet to run " + ahead
                                + ", which were read already. It is tried again; look at its replication."));
    }

    private static CodedException error(String reason, String what) {
        return new CodedException(ErrorCode.SOURCE, reason, "Cannot go on: " + what);
    }

    private Optional<ServerGtids> ask(Shard shard, TabletType type) {
        return known.computeIfAbsent(shard, s -> new HashMap<>()).computeIfAbsent(type, t -> tryToAsk(shard, t));
    }

    // A shard that is gone or down: what VTGate says of it decides.
    private Optional<ServerGtids> tryToAsk(Shard shard, TabletType type) {
        try {
            return Optional.of(servers.apply(shard, type));
        } catch (CodedException e) {
            LOG.debug("Cannot ask {} ({}) for its GTIDs", shard, type, e);
            return Optional.empty();
        }
    }
}
