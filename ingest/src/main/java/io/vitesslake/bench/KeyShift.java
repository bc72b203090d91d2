package io.vitesslake.bench;

import binlogdata.Binlogdata.FieldEvent;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.vitess.proto.Query;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves the keys of a recorded table out of the way of the loops before: every key column of loop n is n times beyond the largest key
 * recorded. Order by key is kept within a loop and from loop to loop. Not thread-safe.
 */
final class KeyShift {

    private final List<String> keyColumns;
    private final Map<String, Long> strides = new HashMap<>();
    private List<String> columns = List.of();

    /** @param keyColumns positive integers */
    KeyShift(List<String> keyColumns) {
        this.keyColumns = List.copyOf(keyColumns);
    }

    void learn(FieldEvent fields) {
        columns = fields.getFieldsList().stream().map(Query.Field::getName).toList();
    }

    void learn(Query.Row row) {
        byte[] values = row.getValues().toByteArray();
        int offset = 0;
        for (int i = 0; i < row.getLengthsCount(); i++) {
            int length = (int) Math.max(0, row.getLengths(i));
            if (keyColumns.contains(columns.get(i))) {
                strides.merge(columns.get(i), number(values, offset, length) + 1, Math::max);
            }
            offset += length;
        }
    }

    /** By column of the table: how far a loop moves it; 0 for columns that stay. */
    long[] strides() {
        return strides(columns);
    }

    private long[] strides(List<String> names) {
        return names.stream().mapToLong(name -> strides.getOrDefault(name, 0L)).toArray();
    }

    /** A lastpk: the key columns alone, with their fields. */
    Query.QueryResult shifted(Query.QueryResult key, int loop) {
        List<String> names =
                key.getFieldsList().stream().map(Query.Field::getName).toList();
        RowImage image = new RowImage(key.getRows(0), strides(names));
        byte[] row = new byte[image.size(loop)];
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(row);
            image.write(out);
            out.checkNoSpaceLeft();
            return key.toBuilder()
                    .setRows(0, Query.Row.parseFrom(ByteString.copyFrom(row)))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: writing to memory", e);
        }
    }

    static long number(byte[] values, int offset, int length) {
        long value = 0;
        for (int i = offset; i < offset + length; i++) {
            int digit = values[i] - '0';
            if (digit < 0 || digit > 9) {
                byte[] text = Arrays.copyOfRange(values, offset, offset + length);
                throw new IllegalArgumentException("Cannot shift key " + new String(text, StandardCharsets.UTF_8)
                        + ": the bench needs recordings whose keys are positive integers.");
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
