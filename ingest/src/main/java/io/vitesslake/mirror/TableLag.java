package io.vitesslake.mirror;

import io.vitesslake.mirror.LaggingShards.Lag;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Vgtid;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which shards lag, for one table. That a shard does is known until the contrary is: it moves, or its server has nothing more. No
 * silence, no other stream and no restart makes it forgotten, so that its beginning stays what it was. Belongs to the loop's
 * thread.
 */
final class TableLag {

    private final SortedMap<Shard, Standstill> standstills = new TreeMap<>();

    /** @param at how far the table was when this became known */
    private record Standstill(ShardPosition at, Lag lag) {

        boolean isAt(Shard shard, Vgtid position) {
            return position.shards().contains(shard) && at.equals(position.position(shard));
        }
    }

    boolean isNone() {
        return standstills.isEmpty();
    }

    /** Nothing is known. */
    void clear() {
        standstills.clear();
    }

    /** Knows what was known when a cursor was saved. */
    void resume(TableCursor saved) {
        clear();
        saved.lagging()
                .lags()
                .forEach((shard, lag) ->
                        standstills.put(shard, new Standstill(saved.vgtid().position(shard), lag)));
    }

    /**
     * Nothing comes from a shard.
     *
     * @param at how far the table is
     * @param since when that began, if it was not known
     * @param run what its server has run that the stream lacks; empty when rows of the copy are to come
     * @return whether this is news
     */
    boolean found(Shard shard, ShardPosition at, Instant since, GtidSet run) {
        GtidSet behind = run.minus(at.gtids());
        if (behind.isEmpty() && !run.isEmpty()) {
            return ended(shard);
        }
        boolean ended = endedBy(shard, at);
        Standstill known = standstills.get(shard);
        standstills.put(
                shard,
                new Standstill(at, new Lag(known == null ? since : known.lag().since(), behind)));
        return ended || known == null;
    }

    /**
     * Something came from the shard, or its server has nothing that did not.
     *
     * @return whether this is news
     */
    boolean ended(Shard shard) {
        return standstills.remove(shard) != null;
    }

    /**
     * The same, if the table is elsewhere than when the shard was found to lag.
     *
     * @param now where it is
     */
    boolean endedBy(Shard shard, ShardPosition now) {
        Standstill known = standstills.get(shard);
        return known != null && !known.at().equals(now) && ended(shard);
    }

    /**
     * The shards that lag.
     *
     * @param now how far the table is; empty while no stream has served it
     */
    LaggingShards shards(Optional<Vgtid> now) {
        if (isNone()) {
            return LaggingShards.NONE;
        }
        SortedMap<Shard, Lag> lags = new TreeMap<>();
        standstills.forEach((shard, standstill) -> {
            if (now.isEmpty() || standstill.isAt(shard, now.get())) {
                lags.put(shard, standstill.lag());
            }
        });
        return new LaggingShards(lags);
    }
}
