package io.vitesslake.mirror;

import io.vitesslake.ddl.InitialValue;
import io.vitesslake.decode.RowFormat;
import io.vitesslake.source.SourceColumn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The columns of a table on one shard: as it told them last, and what DDL statements did to them since. */
final class ShardColumns {

    // Source column → lake column.
    private final SortedMap<String, String> names = new TreeMap<>();
    private final SortedMap<String, InitialValue> added = new TreeMap<>();
    private final Set<String> dropped = new TreeSet<>();
    private final Definitions definitions = new Definitions();
    // Null until told on the open stream.
    private List<SourceColumn> told;
    // Null until told on the open stream.
    private RowFormat format;

    ShardColumns copy() {
        ShardColumns copy = new ShardColumns();
        copy.names.putAll(names);
        copy.added.putAll(added);
        copy.dropped.addAll(dropped);
        return copy;
    }

    /** As a cursor tells them. */
    static ShardColumns of(Map<String, String> names, PendingDdl pending) {
        ShardColumns columns = new ShardColumns();
        columns.names.putAll(names);
        columns.added.putAll(pending.added());
        columns.dropped.addAll(pending.dropped());
        return columns;
    }

    SortedMap<String, String> names() {
        return names;
    }

    /** Columns that a DDL statement added and no FIELD event has told yet, with what old rows have in them. */
    SortedMap<String, InitialValue> added() {
        return added;
    }

    /** What old rows have in such a column, by its name in any letter case. */
    Optional<InitialValue> pendingValue(String column) {
        return added.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(column))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Lake columns with old values of this shard, whose own column is gone, while other shards have it. */
    Set<String> dropped() {
        return dropped;
    }

    Definitions definitions() {
        return definitions;
    }

    /** How rows are read; empty if the shard has told no columns on the open stream. */
    Optional<RowFormat> format() {
        return Optional.ofNullable(format);
    }

    /** Whether the shard told just these on the open stream. */
    boolean hasTold(List<SourceColumn> columns) {
        return format != null && columns.equals(told);
    }

    void tell(ToldColumns columns, RowFormat newFormat) {
        told = columns.columns();
        format = newFormat;
        added.clear();
        definitions.tell(told, columns.at());
    }

    /** The stream is opened anew, which tells the columns again. */
    void forgetFormat() {
        format = null;
    }

    /** The source column of this name, ignoring case, as MySQL does. */
    Optional<String> find(String column) {
        return names.keySet().stream().filter(column::equalsIgnoreCase).findFirst();
    }

    void drop(String column) {
        names.remove(column);
        definitions.drop(column);
    }

    /** Renames source columns, all at once; the lake columns stay. */
    void rename(Map<String, String> fromTo) {
        Map<String, String> moved = new TreeMap<>();
        fromTo.forEach((from, to) -> moved.put(to, names.remove(from)));
        names.putAll(moved);
        definitions.rename(fromTo);
    }

    PendingDdl pending() {
        return new PendingDdl(added, dropped);
    }
}
