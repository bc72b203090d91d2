package io.vitesslake.write;

import io.vitesslake.index.LiveFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.deletes.PositionDeleteIndex;

/**
 * Where rows went when data files were rewritten one after the other, without those that were dead: a live row's number among all
 * live rows gives its new place. Memory: a bitmap of the dead rows. Not thread-safe.
 */
final class RowMoves {

    private final Map<String, Origin> origins = new HashMap<>();
    /** Rows in the new files up to and with each. */
    private final List<Long> ends = new ArrayList<>();

    private long rows;
    private Origin reading;

    /** A rewritten file: the number of its first live row, and its rows that were dead then. */
    private static final class Origin {

        private final long first;
        private final PositionDeleteIndex dead = LiveFile.none();
        private long next;

        Origin(long first) {
            this.first = first;
        }

        void read(long position) {
            if (position > next) {
                dead.delete(next, position);
            }
            next = position + 1;
        }
    }

    /** The next live row: of the file that is being read, or the first of another one. */
    void row(String location, long position) {
        Origin origin = origins.get(location);
        if (origin == null) {
            origin = new Origin(rows);
            origins.put(location, origin);
        } else if (origin != reading) {
            throw new IllegalStateException("Rows of " + location + " come in two parts");
        }
        reading = origin;
        origin.read(position);
        rows++;
    }

    /** The new file is complete. */
    void endOfFile() {
        ends.add(rows);
    }

    /**
     * Tells which rows of the new files are dead, because they died in the old one since.
     *
     * @param dead all dead rows of the old file
     * @param moved the dead rows of each new file so far, by its number; added to
     */
    void move(String location, PositionDeleteIndex dead, Map<Integer, PositionDeleteIndex> moved) {
        Origin origin = origins.get(location);
        if (origin == null) { // no row of it was alive
            return;
        }
        long[] before = positions(origin.dead);
        for (long position : positions(dead)) {
            int found = Arrays.binarySearch(before, position);
            if (found < 0 && position < origin.next) {
                int deadBefore = -found - 1;
                place(origin.first + position - deadBefore, moved);
            }
        }
    }

    private void place(long row, Map<Integer, PositionDeleteIndex> moved) {
        int file = 0;
        while (ends.get(file) <= row) {
            file++;
        }
        long first = file == 0 ? 0 : ends.get(file - 1);
        moved.computeIfAbsent(file, f -> LiveFile.none()).delete(row - first);
    }

    /** In order, as a bitmap gives them. */
    private static long[] positions(PositionDeleteIndex index) {
        long[] positions = new long[Math.toIntExact(index.cardinality())];
        int[] next = {0};
        index.forEach(position -> positions[next[0]++] = position);
        return positions;
    }
}
