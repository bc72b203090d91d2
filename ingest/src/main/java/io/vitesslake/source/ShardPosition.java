package io.vitesslake.source;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Position of one shard in a {@link Vgtid}.
 *
 * @param state what kind of position
 * @param gtids transactions already streamed; empty unless {@link State#AT}
 * @param tablePks tables whose copy is not finished, by name; none for {@link State#CURRENT}
 */
public record ShardPosition(State state, GtidSet gtids, List<TablePk> tablePks) {

    /** What a shard's position means to VTGate. */
    public enum State {
        /** No GTID yet: everything is still to be copied. */
        EMPTY,
        /** "From now on"; becomes {@link #AT} when the shard speaks. Resuming from it would leave a gap. */
        CURRENT,
        /** After a set of transactions, which may be empty on a shard that never ran one. */
        AT
    }

    public static final ShardPosition EMPTY = new ShardPosition(State.EMPTY, GtidSet.EMPTY, List.of());
    public static final ShardPosition CURRENT = new ShardPosition(State.CURRENT, GtidSet.EMPTY, List.of());

    public ShardPosition {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(gtids, "gtids");
        tablePks =
                tablePks.stream().sorted(Comparator.comparing(TablePk::table)).toList();
        if (state != State.AT && !gtids.isEmpty()) {
            throw new IllegalArgumentException("A position " + state + " has no GTIDs: " + gtids);
        }
        if (state == State.CURRENT && !tablePks.isEmpty()) {
            throw new IllegalArgumentException("A position CURRENT has no tables to copy: " + tablePks);
        }
        Set<String> names = new HashSet<>();
        for (TablePk tablePk : tablePks) {
            if (!names.add(tablePk.table())) {
                throw new IllegalArgumentException("Table listed twice in one position: " + tablePk.table());
            }
        }
    }

    public static ShardPosition at(GtidSet gtids) {
        return new ShardPosition(State.AT, gtids, List.of());
    }

    /** The start of a copy: nothing streamed, one table not copied yet. */
    public static ShardPosition copyFromStart(String table) {
        return new ShardPosition(State.EMPTY, GtidSet.EMPTY, List.of(TablePk.notCopiedYet(table)));
    }

    /** Whether rows of the table are still to be copied here. */
    public boolean isCopying(String table) {
        return state != State.AT
                || tablePks.stream().anyMatch(tablePk -> tablePk.table().equals(table));
    }

    @Override
    public String toString() {
        String text = state == State.AT ? gtids.isEmpty() ? "none" : gtids.toString() : state.name();
        return tablePks.isEmpty() ? text : text + tablePks;
    }
}
