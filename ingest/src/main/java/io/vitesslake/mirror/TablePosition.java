package io.vitesslake.mirror;

import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Vgtid;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** How far one table is, while a stream serves it that may have started before what the table holds. Belongs to the loop's thread. */
final class TablePosition {

    // What the table holds though its stream starts before it; null for nothing. The stream may have left some of its
    // shards, but reads on where it was on the others.
    private Vgtid held;
    // Position of the stream that serves the table, or that did so last; null before the first.
    private Supplier<Vgtid> stream;
    private final TableLag lag = new TableLag();

    /** No stream has served the table. */
    void clear() {
        held = null;
        stream = null;
        lag.clear();
    }

    /** Which shards are behind their servers without getting on. */
    TableLag lag() {
        return lag;
    }

    /** Those that are so still. */
    LaggingShards lagging() {
        return lag.shards(streamed());
    }

    /**
     * Nothing comes from a shard of the stream.
     *
     * @param since when that began, if it was not known
     * @param run what its server has run that the stream lacks; empty when rows of the copy are to come
     * @return whether this is news
     */
    boolean lags(Shard shard, Instant since, GtidSet run) {
        return lag.found(shard, streamed().orElseThrow().position(shard), since, run);
    }

    /** Whether the shard lagged, and the table has come from where that was. */
    boolean hasLeft(Shard shard) {
        return !lag.isNone() && lag.endedBy(shard, streamed().orElseThrow().position(shard));
    }

    /** Everything that came up to the stream's position, and what was there before; empty before the first stream. */
    Optional<Vgtid> streamed() {
        return Optional.ofNullable(stream).map(Supplier::get).map(this::withHeld);
    }

    /** A position of the stream, with what was there before. */
    Vgtid withHeld(Vgtid streamed) {
        return held == null ? streamed : streamed.plus(held);
    }

    /**
     * A stream serves the table.
     *
     * @param before what the table holds; empty for nothing
     * @param start where the stream starts
     * @param position where it is, whenever asked
     * @param copies whether it copies the table
     */
    void serve(Optional<Vgtid> before, Vgtid start, Supplier<Vgtid> position, boolean copies) {
        boolean behind = before.filter(held -> held.sameShards(start) && !start.containsAll(held))
                .isPresent();
        held = !copies && behind ? before.get() : null;
        stream = position;
    }

    /** Stays where it is, whatever the stream does. */
    void pin() {
        Vgtid here = stream.get();
        stream = () -> here;
    }

    /** Whether the stream is on the same shards; true before the first. */
    boolean isOnShardsOf(Vgtid position) {
        return stream == null || position.sameShards(stream.get());
    }

    /** Whether the stream started before what the table holds. */
    boolean skips() {
        return held != null;
    }

    /**
     * Whether the table already has a transaction.
     *
     * @param gtids of the transaction; empty when unknown
     */
    boolean holds(Shard shard, GtidSet gtids) {
        if (held == null || gtids.isEmpty() || !held.shards().contains(shard)) {
            return false;
        }
        ShardPosition position = held.position(shard);
        return position.state() == ShardPosition.State.AT && position.gtids().contains(gtids);
    }

    /**
     * Whether the stream is about to leave a shard of which the table has more. The table left it before, and came back to it over the
     * shards that the stream is about to read (ReverseTraffic), whose transactions it has without knowing their names.
     *
     * @param now where the stream is
     * @param next where it goes
     */
    boolean hasBeenAcross(Vgtid now, Vgtid next) {
        return held != null
                && held.shards().stream()
                        .filter(shard ->
                                now.shards().contains(shard) && !next.shards().contains(shard))
                        .anyMatch(shard -> !now.position(shard)
                                .gtids()
                                .contains(held.position(shard).gtids()));
    }

    /** Drops the memory of transactions that the stream has meanwhile passed. */
    void forgetPassed() {
        if (held != null && stream.get().plus(held).equals(stream.get())) {
            held = null;
        }
    }
}
