package io.vitesslake.verify;

import java.util.List;
import java.util.Set;

/**
 * A table to compare, as it is mirrored.
 *
 * @param name in the source
 * @param key columns that identify a row
 * @param excluded source columns that are not in the lake, in any letter case
 * @param zeroDatesAreNull whether the lake has null for a date that no calendar holds; never in a key column
 */
public record VerifiedTable(String name, List<String> key, Set<String> excluded, boolean zeroDatesAreNull) {

    public VerifiedTable {
        key = List.copyOf(key);
        excluded = Set.copyOf(excluded);
    }

    boolean excludes(String column) {
        return excluded.stream().anyMatch(column::equalsIgnoreCase);
    }

    boolean isKey(String column) {
        return key.stream().anyMatch(column::equalsIgnoreCase);
    }
}
