package io.vitesslake.verify;

import java.util.List;
import java.util.Optional;

/**
 * What the comparison of one table found.
 *
 * @param rows in the source, at the first look
 * @param differing number of keys whose rows are proven to differ
 * @param shown some of them
 * @param unsettled keys of which neither was proven
 * @param unsettledKeys some of them
 * @param obstacle why not all could be compared, and the way out; empty when all were
 */
public record Findings(
        long rows,
        long differing,
        List<Difference> shown,
        long unsettled,
        List<String> unsettledKeys,
        Optional<String> obstacle) {

    public Findings {
        shown = List.copyOf(shown);
        unsettledKeys = List.copyOf(unsettledKeys);
    }

    static Findings notCompared(String obstacle) {
        return new Findings(0, 0, List.of(), 0, List.of(), Optional.of(obstacle));
    }

    /** Whether every row was found to be the same. */
    public boolean equal() {
        return differing == 0 && unsettled == 0 && obstacle.isEmpty();
    }

    /**
     * A key whose rows differ.
     *
     * @param key columns and values
     * @param what such as {@code only in the lake}
     * @param columns those that differ, when both sides have one row
     */
    public record Difference(String key, String what, List<ColumnDifference> columns) {

        public Difference {
            columns = List.copyOf(columns);
        }
    }

    /** Values for people; may be personal data. */
    public record ColumnDifference(String column, String source, String lake) {}
}
