package io.vitesslake.mirror;

import io.vitesslake.change.SchemaChange;
import io.vitesslake.ddl.InitialValue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What DDL statements told of one shard's columns that no FIELD event has confirmed yet: those come with the next row only.
 *
 * @param added source columns, with what old rows have in them: null or a constant
 * @param dropped lake columns that hold old values of this shard, which other shards still have
 */
public record PendingDdl(SortedMap<String, InitialValue> added, Set<String> dropped) {

    static final PendingDdl NONE = new PendingDdl(new TreeMap<>(), Set.of());

    public PendingDdl {
        added = new TreeMap<>(added);
        dropped = new TreeSet<>(dropped);
    }

    boolean isNone() {
        return equals(NONE);
    }

    /** The same once the lake's columns have changed. */
    PendingDdl after(SchemaChange change) {
        Set<String> now = new TreeSet<>();
        dropped.forEach(lake -> now.add(change.nameOf(lake)));
        SortedMap<String, InitialValue> toAdd = new TreeMap<>(added);
        change.added().forEach(column -> toAdd.remove(column.name()));
        return new PendingDdl(toAdd, now);
    }
}
