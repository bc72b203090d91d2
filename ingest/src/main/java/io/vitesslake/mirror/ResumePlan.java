package io.vitesslake.mirror;

import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Vgtid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which streams to open, from the cursors of all tables: one for each table that is still copying, for the running tables of a
 * shard set one, and another for those that are far behind. Pure.
 *
 * @param copies tables to copy, each with the position to copy from
 * @param groups running tables that share a stream, each with the position to stream from
 * @param retries tables that had stopped, each alone, so that one that fails again disturbs no other
 */
public record ResumePlan(List<Start> copies, List<Start> groups, List<Start> retries) {

    /**
     * Transactions. So many are read again within seconds; with more, tables that lag because nothing happens to them would
     * hold up the busy ones.
     */
    static final long FAR_BEHIND = 10_000;

    /**
     * One stream.
     *
     * @param tables tables in it
     * @param position where it starts
     */
    public record Start(List<String> tables, Vgtid position) {

        public Start {
            tables = List.copyOf(tables);
        }
    }

    public ResumePlan {
        copies = List.copyOf(copies);
        groups = List.copyOf(groups);
        retries = List.copyOf(retries);
    }

    /**
     * @param cursors by table; empty for a table that is not in the lake yet
     * @param shards shards that serve now: where new tables are copied from
     */
    static ResumePlan of(SortedMap<String, Optional<TableCursor>> cursors, Collection<Shard> shards) {
        List<Start> copies = new ArrayList<>();
        List<Start> retries = new ArrayList<>();
        Map<Set<Shard>, SortedMap<String, Vgtid>> running = new LinkedHashMap<>();
        cursors.forEach((table, cursor) -> {
            Vgtid position = cursor.map(TableCursor::vgtid).orElseGet(() -> copyFromScratch(table, shards));
            if (position.isCopying(table)) {
                copies.add(new Start(List.of(table), position));
            } else if (cursor.isPresent() && cursor.get().state() instanceof TableState.Stopped) {
                retries.add(new Start(List.of(table), position));
            } else {
                running.computeIfAbsent(position.shards(), set -> new TreeMap<>())
                        .put(table, position);
            }
        });
        List<Start> groups = new ArrayList<>();
        running.values().forEach(positions -> addGroups(groups, positions));
        return new ResumePlan(copies, groups, retries);
    }

    /**
     * Asks for the whole table on every shard. The entry without a last key says "not copied yet" explicitly, so that no
     * position of this copy can be mistaken for a complete one.
     */
    static Vgtid copyFromScratch(String table, Collection<Shard> shards) {
        Map<Shard, ShardPosition> positions = new TreeMap<>();
        for (Shard shard : shards) {
            positions.put(shard, ShardPosition.copyFromStart(table));
        }
        return Vgtid.of(positions);
    }

    private static void addGroups(List<Start> groups, SortedMap<String, Vgtid> positions) {
        Vgtid newest = positions.values().stream().reduce(Vgtid::union).orElseThrow();
        List<Start> near = new ArrayList<>();
        List<Start> laggards = new ArrayList<>();
        positions.forEach((table, position) ->
                addToGroup(missing(position, newest) > FAR_BEHIND ? laggards : near, table, position));
        groups.addAll(near);
        groups.addAll(laggards);
    }

    private static long missing(Vgtid position, Vgtid newest) {
        return newest.shards().stream()
                .mapToLong(shard -> newest.position(shard)
                        .gtids()
                        .minus(position.position(shard).gtids())
                        .size())
                .sum();
    }

    // Each table skips what its own cursor holds, so no order between cursors is needed: the intersection misses
    // nothing.
    private static void addToGroup(List<Start> group, String table, Vgtid position) {
        for (int i = 0; i < group.size(); i++) {
            Vgtid common = group.get(i).position().intersect(position);
            if (isStart(common)) {
                List<String> tables = new ArrayList<>(group.get(i).tables());
                tables.add(table);
                group.set(i, new Start(tables, common));
                return;
            }
        }
        group.add(new Start(List.of(table), position));
    }

    /** Whether a running stream may start here: to VTGate an empty GTID set means "copy everything". */
    static boolean isStart(Vgtid position) {
        return position.shards().stream()
                .noneMatch(shard -> position.position(shard).gtids().isEmpty());
    }
}
