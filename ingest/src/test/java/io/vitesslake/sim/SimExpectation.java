package io.vitesslake.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a lake table must hold when its shards held the given: every row, in those columns that all shards have alike and that
 * row events have told. Immutable.
 */
final class SimExpectation {

    private final String name;
    private final List<SimTables> shards;
    private final List<SimColumn> columns;

    SimExpectation(String name, List<SimTables> shards) {
        this.name = name;
        this.shards =
                shards.stream().filter(shard -> shard.table(name).isPresent()).toList();
        this.columns = this.shards.isEmpty() ? List.of() : columnsOfAll();
    }

    private List<SimColumn> columnsOfAll() {
        Set<Integer> untold = new HashSet<>();
        shards.forEach(shard -> untold.addAll(shard.untold(name)));
        return table(0).columns().stream()
                .filter(column -> !untold.contains(column.id()))
                .filter(column -> shards.stream().allMatch(shard -> has(shard, column)))
                .toList();
    }

    private boolean has(SimTables shard, SimColumn column) {
        return shard.table(name).orElseThrow().columns().stream()
                .anyMatch(other -> other.id() == column.id()
                        && other.name().equals(column.name())
                        && other.kind() == column.kind());
    }

    private SimTable table(int shard) {
        return shards.get(shard).table(name).orElseThrow();
    }

    /** Columns that are compared. */
    List<SimColumn> columns() {
        return columns;
    }

    /** Whether all columns of all shards are. */
    boolean isComplete() {
        return shards.stream()
                .allMatch(shard -> shard.table(name).orElseThrow().columns().size() == columns.size());
    }

    /** Whether a row of the table has changed on every shard since its last DDL statement there. */
    boolean isTold() {
        return shards.stream().noneMatch(shard -> shard.isSilent(name));
    }

    /** In these columns, sorted. */
    List<String> rows() {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            SimTable table = table(i);
            int[] indexes = columns.stream()
                    .mapToInt(column -> table.indexOf(column.id()))
                    .toArray();
            for (String[] row : shards.get(i).rows(name).values()) {
                rows.add(Arrays.toString(
                        Arrays.stream(indexes).mapToObj(index -> row[index]).toArray()));
            }
        }
        rows.sort(null);
        return rows;
    }
}
