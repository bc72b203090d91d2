package io.vitesslake.source;

import java.util.Collections;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * A position over all shards of a stream (binlogdata.VGtid), with the copy progress of tables that are still being
 * copied. Positions are compared shard by shard and only within one shard set; their order is partial. Immutable.
 */
public final class Vgtid {

    private final TreeMap<Shard, ShardPosition> positions;

    private Vgtid(TreeMap<Shard, ShardPosition> positions) {
        this.positions = positions;
    }

    /** @param positions at least one shard */
    public static Vgtid of(Map<Shard, ShardPosition> positions) {
        if (positions.isEmpty()) {
            throw new IllegalArgumentException("A VGTID needs at least one shard");
        }
        return new Vgtid(new TreeMap<>(positions));
    }

    /** Sorted, not modifiable. */
    public SortedSet<Shard> shards() {
        return Collections.unmodifiableSortedSet(positions.navigableKeySet());
    }

    /** @throws NoSuchElementException when the shard is not in {@link #shards} */
    public ShardPosition position(Shard shard) {
        ShardPosition position = positions.get(shard);
        if (position == null) {
            throw new NoSuchElementException("No shard " + shard + " in " + positions.keySet());
        }
        return position;
    }

    /** This position with one shard's replaced or added. */
    public Vgtid with(Shard shard, ShardPosition position) {
        TreeMap<Shard, ShardPosition> next = new TreeMap<>(positions);
        next.put(shard, position);
        return new Vgtid(next);
    }

    /** This position on some of its shards alone. */
    public Vgtid only(Set<Shard> some) {
        TreeMap<Shard, ShardPosition> next = new TreeMap<>(positions);
        next.keySet().retainAll(some);
        return of(next);
    }

    /** Whether the table's copy is unfinished on some shard. */
    public boolean isCopying(String table) {
        return positions.values().stream().anyMatch(position -> position.isCopying(table));
    }

    public boolean isCopying(Shard shard, String table) {
        return position(shard).isCopying(table);
    }

    /** Whether a stream may start here without a gap: no shard is {@link ShardPosition.State#CURRENT}. */
    public boolean isResumable() {
        return positions.values().stream().noneMatch(position -> position.state() == ShardPosition.State.CURRENT);
    }

    /** Whether this position has the same shards and holds every transaction of the other; both AT on every shard. */
    public boolean containsAll(Vgtid other) {
        return sameShards(other)
                && isAt()
                && other.isAt()
                && positions.entrySet().stream()
                        .allMatch(entry -> entry.getValue()
                                .gtids()
                                .contains(other.position(entry.getKey()).gtids()));
    }

    /** Per shard what both have streamed; copy progress is left out. Both have the same shards, AT everywhere. */
    public Vgtid intersect(Vgtid other) {
        return combine(other, GtidSet::intersect);
    }

    /** Per shard what either has streamed; copy progress is left out. Both have the same shards, AT everywhere. */
    public Vgtid union(Vgtid other) {
        return combine(other, GtidSet::union);
    }

    /** The same shards, with what the other has streamed besides on those that it has too. */
    public Vgtid plus(Vgtid other) {
        TreeMap<Shard, ShardPosition> result = new TreeMap<>(positions);
        other.positions.forEach((shard, theirs) -> result.computeIfPresent(
                shard,
                (s, mine) -> new ShardPosition(mine.state(), mine.gtids().union(theirs.gtids()), mine.tablePks())));
        return new Vgtid(result);
    }

    public boolean sameShards(Vgtid other) {
        return positions.keySet().equals(other.positions.keySet());
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Vgtid other && positions.equals(other.positions);
    }

    @Override
    public int hashCode() {
        return positions.hashCode();
    }

    @Override
    public String toString() {
        return positions.toString();
    }

    private boolean isAt() {
        return positions.values().stream().allMatch(position -> position.state() == ShardPosition.State.AT);
    }

    private Vgtid combine(Vgtid other, BinaryOperator<GtidSet> operator) {
        if (!sameShards(other)) {
            throw new IllegalArgumentException("Cannot combine positions of different shard sets: " + positions.keySet()
                    + " and " + other.positions.keySet());
        }
        if (!isAt() || !other.isAt()) {
            throw new IllegalArgumentException(
                    "Cannot combine positions before every shard has GTIDs: " + this + " and " + other);
        }
        TreeMap<Shard, ShardPosition> result = new TreeMap<>();
        positions.forEach((shard, mine) -> result.put(
                shard,
                ShardPosition.at(
                        operator.apply(mine.gtids(), other.position(shard).gtids()))));
        return new Vgtid(result);
    }
}
