package io.vitesslake.verify;

/** What one look saw of one key: how many rows of it each side has, and which. Filled by one thread, then read. */
final class Sighting {

    /** A row of a key of the lake is as new as its newest. */
    private long writtenAt;

    private final Rows source = new Rows();
    private final Rows lake = new Rows();

    /** Looks in a row, this one included, at which the lake had no such row and the source always the same. */
    private int absentLooks;

    private static final class Rows {
        private int count;
        private long high;
        private long low;
        private String[] values;

        void add(Digest row, String[] newValues) {
            count++;
            high += row.high();
            low += row.low();
            values = newValues;
        }

        boolean same(Rows other) {
            return count == other.count && high == other.high && low == other.low;
        }
    }

    /** @param values to tell of the difference, or null when there are too many to keep */
    void addSource(Digest row, String[] values) {
        source.add(row, values);
    }

    void addLake(Digest row, String[] values, long newWrittenAt) {
        lake.add(row, values);
        writtenAt = Math.max(writtenAt, newWrittenAt);
    }

    boolean equal() {
        return hasCaughtUpWith(this);
    }

    /** Whether the lake shows what the source did at an earlier look, so that it was right then, whatever the source did since. */
    boolean hasCaughtUpWith(Sighting before) {
        return lake.same(before.source) && lake.count <= 1;
    }

    /** Goes on from the look before. */
    void follow(Sighting before) {
        if (lake.count == 0) {
            absentLooks = 1 + (before.lake.count == 0 && sameSource(before) ? before.absentLooks : 0);
        }
    }

    boolean sameSource(Sighting before) {
        return source.same(before.source);
    }

    int sourceCount() {
        return source.count;
    }

    int lakeCount() {
        return lake.count;
    }

    /** Newest row of the lake. */
    long writtenAt() {
        return writtenAt;
    }

    int absentLooks() {
        return absentLooks;
    }

    /** Values of a row of either side, or null. */
    String[] values() {
        return source.values == null ? lake.values : source.values;
    }

    /** Values of a row of the source, or null. */
    String[] sourceValues() {
        return source.values;
    }

    /** Values of a row of the lake, or null. */
    String[] lakeValues() {
        return lake.values;
    }
}
