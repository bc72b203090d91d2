package io.vitesslake.index;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;

/** Keys to be looked for together. Not thread-safe. */
public final class KeyBatch {

    private final KeyDigest digest = new KeyDigest();
    private final List<Types.NestedField> columns;
    private final List<List<Object>> values = new ArrayList<>();
    private long[] highs = new long[256];
    private long[] lows = new long[256];
    private int size;
    private boolean sorted;

    /** @param key the key columns, in the order of the keys that are added */
    public KeyBatch(Schema key) {
        this.columns = key.columns();
        columns.forEach(column -> values.add(new ArrayList<>()));
    }

    /** @param key values as Iceberg holds them internally; may be reused afterwards, its values not */
    public void add(StructLike key) {
        if (size == highs.length) {
            highs = Arrays.copyOf(highs, 2 * size);
            lows = Arrays.copyOf(lows, 2 * size);
        }
        digest.of(key);
        highs[size] = digest.high();
        lows[size] = digest.low();
        for (int i = 0; i < columns.size(); i++) {
            values.get(i).add(key.get(i, Object.class));
        }
        size++;
        sorted = false;
    }

    public void clear() {
        size = 0;
        values.forEach(List::clear);
    }

    int size() {
        return size;
    }

    long high(int key) {
        return highs[key];
    }

    long low(int key) {
        return lows[key];
    }

    /** False when the bounds of its columns say that a data file holds none of the keys. */
    boolean mayBeIn(DataFile file) {
        sort();
        for (int i = 0; i < columns.size(); i++) {
            if (!mayBeIn(file, columns.get(i), values.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayBeIn(DataFile file, Types.NestedField column, List<Object> sorted) {
        Object lower = bound(file.lowerBounds(), column);
        Object upper = bound(file.upperBounds(), column);
        if (lower == null || upper == null) {
            return true;
        }
        Comparator<Object> order = order(column);
        int found = Collections.binarySearch(sorted, lower, order);
        int first = found < 0 ? -found - 1 : found;
        return first < sorted.size() && order.compare(sorted.get(first), upper) <= 0;
    }

    private static Object bound(Map<Integer, ByteBuffer> bounds, Types.NestedField column) {
        ByteBuffer bytes = bounds == null ? null : bounds.get(column.fieldId());
        return bytes == null ? null : Conversions.fromByteBuffer(column.type(), bytes);
    }

    private static Comparator<Object> order(Types.NestedField column) {
        return Comparators.forType(column.type().asPrimitiveType());
    }

    private void sort() {
        if (!sorted) {
            for (int i = 0; i < columns.size(); i++) {
                values.get(i).sort(order(columns.get(i)));
            }
            sorted = true;
        }
    }
}
