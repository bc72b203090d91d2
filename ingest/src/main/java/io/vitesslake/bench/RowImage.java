package io.vitesslake.bench;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.vitess.proto.Query;
import java.io.IOException;

/**
 * One recorded row image, to be written again with its keys shifted ({@code query.Row}: packed zigzag lengths, then the values). Cost: no
 * objects per writing. Not thread-safe: {@link #size} prepares what {@link #write} writes.
 */
final class RowImage {

    private static final int LENGTHS = Query.Row.LENGTHS_FIELD_NUMBER;
    private static final int VALUES = Query.Row.VALUES_FIELD_NUMBER;

    private final byte[] values;
    private final long[] lengths;
    private final boolean[] isKey;
    private final long[] keys;
    private final byte[] digits = new byte[20];
    private final long[] strides;
    private int loop;
    private int lengthsSize;
    private int valuesSize;

    /** @param strides by column: how far a loop moves a key column; 0 for a column that stays */
    RowImage(Query.Row row, long[] strides) {
        this.values = row.getValues().toByteArray();
        this.lengths = row.getLengthsList().stream().mapToLong(Long::longValue).toArray();
        this.isKey = new boolean[lengths.length];
        this.keys = new long[lengths.length];
        this.strides = strides;
        int offset = 0;
        for (int i = 0; i < lengths.length; i++) {
            int length = (int) Math.max(0, lengths[i]);
            isKey[i] = strides[i] != 0;
            keys[i] = isKey[i] ? KeyShift.number(values, offset, length) : 0;
            offset += length;
        }
    }

    /** Bytes of the row when written for a loop. */
    int size(int newLoop) {
        loop = newLoop;
        lengthsSize = 0;
        valuesSize = values.length;
        for (int i = 0; i < lengths.length; i++) {
            long length = lengths[i];
            if (isKey[i]) {
                length = digitsOf(key(i));
                valuesSize += (int) (length - lengths[i]);
            }
            lengthsSize += CodedOutputStream.computeSInt64SizeNoTag(length);
        }
        return sized(LENGTHS, lengthsSize) + sized(VALUES, valuesSize);
    }

    /** As {@link #size} was last asked for. */
    void write(CodedOutputStream out) throws IOException {
        out.writeTag(LENGTHS, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(lengthsSize);
        for (int i = 0; i < lengths.length; i++) {
            out.writeSInt64NoTag(isKey[i] ? digitsOf(key(i)) : lengths[i]);
        }
        out.writeTag(VALUES, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(valuesSize);
        int offset = 0;
        for (int i = 0; i < lengths.length; i++) {
            int length = (int) Math.max(0, lengths[i]);
            if (isKey[i]) {
                writeNumber(key(i), out);
            } else {
                out.writeRawBytes(values, offset, length);
            }
            offset += length;
        }
    }

    private long key(int column) {
        return keys[column] + loop * strides[column];
    }

    private void writeNumber(long number, CodedOutputStream out) throws IOException {
        int at = digits.length;
        long rest = number;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        out.writeRawBytes(digits, at, digits.length - at);
    }

    private static int digitsOf(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** A length-delimited field with its tag and length. */
    static int sized(int field, int length) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(length) + length;
    }
}
