package io.vitesslake.mirror;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What DDL statements told of one shard's columns that no FIELD event has confirmed yet: those come with the next row only.
 *
 * @param added source columns that are null in old rows
 * @param dropped lake columns that hold old values of this shard, which other shards still have
 */
public record PendingDdl(Set<String> added, Set<String> dropped) {

    static final PendingDdl NONE = new PendingDdl(Set.of(), Set.of());

    public PendingDdl {
        added = new TreeSet<>(added);
        dropped = new TreeSet<>(dropped);
    }

    boolean isNone() {
        return equals(NONE);
    }

    /** The same once lake columns have other names. */
    PendingDdl renamed(Map<String, String> fromTo) {
        Set<String> now = new TreeSet<>();
        dropped.forEach(lake -> now.add(fromTo.getOrDefault(lake, lake)));
        return new PendingDdl(added, now);
    }
}
