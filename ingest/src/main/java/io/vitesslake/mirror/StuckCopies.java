package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
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

/**
 * Finds copies of which a shard may wait in vain. An interrupted copy goes on from the position of its last row; where that is
 * from before the shard was replaced, the shard waits in its stream for the others to hand over as well, and for ever if these
 * are read from a later place (vstream_manager.go, getJournalEvent). {@link Watchdog} would have patience for ten minutes, since
 * to open a copy again is dear; here a shard is found after two, but to be asked about only ({@link HandOverProbe}). Belongs
 * to the loop's thread.
 */
final class StuckCopies {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final BiFunction<Shard, TabletType, ServerGtids> servers;
    private final TabletType streamed;
    private final Map<StreamSync, Standstill> standstills = new HashMap<>();
    private Instant looked = Instant.MIN;

    /**
     * A shard that has rows to copy and stands still, while all others are copied and have gone on.
     *
     * @param shard one of those that stand still
     */
    record Doubt(StreamSync stream, Shard shard) {}

    /**
     * Those shards of a stream that have rows to copy, as long as none of them moves.
     *
     * @param reach what the servers of all others had run when patience was at its end; empty before
     * @param told whether they were asked about
     */
    private record Standstill(Map<Shard, ShardStanding> at, Instant since, Map<Shard, GtidSet> reach, boolean told) {}

    /**
     * @param servers asks a shard's MySQL; may take a moment
     * @param streamed kind of tablet that streams are read from
     */
    StuckCopies(BiFunction<Shard, TabletType, ServerGtids> servers, TabletType streamed) {
        this.servers = servers;
        this.streamed = streamed;
    }

    /** Looks now and then at all streams. Each standstill is told once. */
    List<Doubt> look(Collection<StreamSync> streams, Instant now) {
        if (looked.plus(BETWEEN_LOOKS).isAfter(now)) {
            return List.of();
        }
        looked = now;
        standstills.keySet().retainAll(new HashSet<>(streams));
        return streams.stream().flatMap(stream -> look(stream, now).stream()).toList();
    }

    private Optional<Doubt> look(StreamSync stream, Instant now) {
        Map<Shard, ShardStanding> copying = copying(stream);
        Set<Shard> others = new HashSet<>(stream.position().shards());
        others.removeAll(copying.keySet());
        if (stream.handle().isEmpty() || copying.isEmpty() || others.isEmpty() || !areAt(copying)) {
            standstills.remove(stream);
            return Optional.empty();
        }
        Standstill before = standstills.get(stream);
        if (before == null || !before.at().equals(copying)) {
            standstills.put(stream, new Standstill(copying, now, Map.of(), false));
            return Optional.empty();
        }
        if (before.told() || before.since().plus(PATIENCE).isAfter(now)) {
            return Optional.empty();
        }
        boolean reached = !before.reach().isEmpty() && havePassed(stream, before.reach());
        Map<Shard, GtidSet> reach = before.reach().isEmpty() ? executed(others) : before.reach();
        standstills.put(stream, new Standstill(copying, before.since(), reach, reached));
        return reached
                ? Optional.of(new Doubt(stream, copying.keySet().iterator().next()))
                : Optional.empty();
    }

    private static Map<Shard, ShardStanding> copying(StreamSync stream) {
        Map<Shard, ShardStanding> copying = new HashMap<>();
        for (Shard shard : stream.position().shards()) {
            ShardStanding standing = stream.standing(shard);
            if (standing.copying()) {
                copying.put(shard, standing);
            }
        }
        return copying;
    }

    // A copy that has not begun begins at a position of now.
    private static boolean areAt(Map<Shard, ShardStanding> copying) {
        return copying.values().stream()
                .allMatch(standing -> standing.position().state() == ShardPosition.State.AT);
    }

    // Those that hand over do so within moments of each other, so that a shard that was there two minutes ago waits in
    // vain for one that has everything of now.
    private static boolean havePassed(StreamSync stream, Map<Shard, GtidSet> reach) {
        return reach.entrySet().stream()
                .allMatch(entry -> stream.position().shards().contains(entry.getKey())
                        && stream.position().position(entry.getKey()).gtids().contains(entry.getValue()));
    }

    /** Empty when a server does not answer. */
    private Map<Shard, GtidSet> executed(Set<Shard> shards) {
        Map<Shard, GtidSet> executed = new HashMap<>();
        try {
            for (Shard shard : shards) {
                executed.put(shard, servers.apply(shard, streamed).executed());
            }
            return executed;
        } catch (CodedException e) {
            return Map.of();
        }
    }
}
