package io.vitesslake.mirror;

import io.vitesslake.change.TableShape;
import io.vitesslake.source.Shard;
import io.vitesslake.tables.LakeTable;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Columns of a saved cursor, which knows them by field id, in the lake table as it is now. Of one moment. */
final class SavedColumns {

    private final LakeTable table;
    private final Optional<String> branch;
    private final TableCursor cursor;

    /**
     * @param branch where the rows of the cursor are; empty for what readers see
     */
    SavedColumns(LakeTable table, Optional<String> branch, TableCursor cursor) {
        this.table = table;
        this.branch = branch;
        this.cursor = cursor;
    }

    /** All columns there; empty when the branch is gone. */
    Optional<TableShape> shape() {
        return branch.isEmpty() ? Optional.of(table.shape()) : table.branchShape(branch.get());
    }

    /** By shard, source column → lake column; without those that are gone from the lake. */
    SortedMap<Shard, Map<String, String>> names() {
        SortedMap<Shard, Map<String, String>> names = new TreeMap<>();
        cursor.shapes().forEach((shard, ids) -> {
            Map<String, String> ofShard = new TreeMap<>();
            ids.forEach((source, id) -> name(id).ifPresent(name -> ofShard.put(source, name)));
            names.put(shard, ofShard);
        });
        return names;
    }

    private Optional<String> name(int fieldId) {
        return branch.isEmpty() ? table.columnName(fieldId) : table.branchColumnName(branch.get(), fieldId);
    }

    /**
     * Why readers do not see what the checkpoint wrote, or not under the key of today, so that its rows are no ground to go on from.
     *
     * @param key of today
     */
    Optional<String> whyNotAsWritten(List<String> key) {
        if (!table.readsWhole(ids(cursor))) {
            return Optional.of("columns or the key of the lake table are not those that its rows were written with");
        }
        Set<String> inLake = new HashSet<>(table.shape().key());
        return inLake.equals(new HashSet<>(key))
                ? Optional.empty()
                : Optional.of("its key is " + key + " now, in the lake " + inLake);
    }

    /** Whether a later cursor has some column of a shard in another lake column, since others have dropped the first. */
    static boolean hasMoved(TableCursor before, TableCursor now) {
        Set<Integer> ids = ids(now);
        return before.shapes().entrySet().stream().anyMatch(shard -> {
            Map<String, Integer> columns = now.shapes().getOrDefault(shard.getKey(), Map.of());
            return shard.getValue().entrySet().stream()
                    .anyMatch(column -> columns.containsKey(column.getKey()) && !ids.contains(column.getValue()));
        });
    }

    private static Set<Integer> ids(TableCursor cursor) {
        Set<Integer> ids = new HashSet<>();
        cursor.shapes().values().forEach(columns -> ids.addAll(columns.values()));
        return ids;
    }
}
