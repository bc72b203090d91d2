package io.vitesslake.decode;

import io.vitesslake.change.Slice;
import java.util.Arrays;

/**
 * Reads the cells of one row image (a serialized {@code query.Row}) at a time. Columns are indexed as in the lake's
 * shape; those beyond the format's own shape read as null. Parses when asked and allocates nothing per row or cell. Not
 * thread-safe.
 */
public final class RowCursor {

    private static final int LENGTHS = 1;
    private static final int VALUES = 2;
    private static final int MAX_VARINT_BITS = 35;

    private final MessageWalker row = new MessageWalker();
    private final Slice slice = new Slice();
    private final byte[] wide = new byte[DecimalText.WIDE_BYTES];
    private byte[] scratch = new byte[256];
    private int[] starts = new int[16];
    private int[] lengths = new int[16];
    private RowFormat format;
    private byte[] bytes;

    /**
     * Moves to a row.
     *
     * @param buffer must stay unchanged while the row is read
     * @throws io.vitesslake.change.CodedException SOURCE {@code malformed-row}
     */
    public void open(RowFormat rowFormat, byte[] buffer, int offset, int length) {
        format = rowFormat;
        bytes = buffer;
        if (lengths.length < rowFormat.wireColumns()) {
            lengths = new int[rowFormat.wireColumns()];
            starts = new int[rowFormat.wireColumns()];
        }
        int read = 0;
        int valuesOffset = offset;
        int valuesLength = 0;
        row.open(buffer, offset, length);
        while (row.next()) {
            if (row.field() == LENGTHS) {
                read += readLengths(row.start(), row.start() + row.length(), read);
            } else if (row.field() == VALUES) {
                valuesOffset = row.start();
                valuesLength = row.length();
            }
        }
        if (read != rowFormat.wireColumns()) {
            throw rowFormat.malformed("it has " + read + " values for " + rowFormat.wireColumns() + " columns");
        }
        place(valuesOffset, valuesLength);
    }

    /** Lets go of the bytes, which may be a large message. */
    public void forget() {
        bytes = null;
        row.forget();
    }

    public boolean isNullAt(int column) {
        int wire = format.wireIndex(column);
        return wire < 0 || lengths[wire] < 0 || format.isVoidable(column) && isVoid(column, wire);
    }

    /** Whether a value is one that the lake cannot hold, and that the table's policy makes null; counts it. */
    private boolean isVoid(int column, int wire) {
        boolean beyond;
        try {
            beyond = format.kind(column) == CellKind.TIME_OF_DAY
                    ? !TimeText.isOfDay(TimeText.micros(bytes, starts[wire], lengths[wire]))
                    : TemporalText.isOffCalendar(bytes, starts[wire], lengths[wire]);
        } catch (MalformedValue e) {
            throw format.unreadable(column, e);
        }
        if (beyond) {
            format.losses(column).incrementAndGet();
        }
        return beyond;
    }

    /** Value of a column that {@link io.vitesslake.change.ColumnType#isLong}. */
    public long longAt(int column) {
        int wire = format.wireIndex(column);
        int offset = starts[wire];
        int length = lengths[wire];
        try {
            return switch (format.kind(column)) {
                case INT -> IntegerText.parse(bytes, offset, length, Integer.MIN_VALUE, Integer.MAX_VALUE);
                case LONG -> IntegerText.parse(bytes, offset, length);
                case DECIMAL ->
                    DecimalText.unscaled(bytes, offset, length, format.precision(column), format.scale(column));
                case DATE -> TemporalText.date(bytes, offset, length);
                case MICROS -> TemporalText.micros(bytes, offset, length);
                case BITS -> BitBytes.narrow(bytes, offset, length);
                case TIME_MICROS -> TimeText.micros(bytes, offset, length);
                case TIME_OF_DAY -> timeOfDay(offset, length);
                case INITIAL -> (Long) format.constant(column);
                case WIDE_BITS,
                        WIDE_DECIMAL,
                        DECIMAL_TEXT,
                        TIME_TEXT,
                        FLOAT,
                        DOUBLE,
                        TEXT,
                        JSON,
                        BINARY,
                        GEOMETRY,
                        ABSENT ->
                    throw new IllegalStateException("No long: column " + format.columnName(column) + " of " + format);
            };
        } catch (MalformedValue e) {
            throw format.unreadable(column, e);
        }
    }

    public float floatAt(int column) {
        if (format.kind(column) == CellKind.INITIAL) {
            return (Float) format.constant(column);
        }
        int wire = format.wireIndex(column);
        try {
            return FloatingText.parseFloat(bytes, starts[wire], lengths[wire]);
        } catch (MalformedValue e) {
            throw format.unreadable(column, e);
        }
    }

    public double doubleAt(int column) {
        if (format.kind(column) == CellKind.INITIAL) {
            return (Double) format.constant(column);
        }
        int wire = format.wireIndex(column);
        try {
            return FloatingText.parseDouble(bytes, starts[wire], lengths[wire]);
        } catch (MalformedValue e) {
            throw format.unreadable(column, e);
        }
    }

    /** Bytes of a string, binary, variant or wide decimal column, valid until the next call. */
    public Slice bytesAt(int column) {
        int wire = format.wireIndex(column);
        int offset = starts[wire];
        int length = lengths[wire];
        try {
            return switch (format.kind(column)) {
                case BINARY, JSON -> slice.set(bytes, offset, length);
                case INITIAL -> constant((byte[]) format.constant(column));
                case TEXT -> text(column, offset, length);
                case GEOMETRY -> geometry(offset, length);
                case WIDE_DECIMAL -> wideDecimal(column, offset, length);
                case WIDE_BITS -> wideBits(offset, length);
                case DECIMAL_TEXT -> {
                    int scale = format.scale(column);
                    growScratch(length + scale + DecimalText.CANONICAL_GROWTH);
                    yield slice.set(scratch, 0, DecimalText.canonical(bytes, offset, length, scale, scratch));
                }
                case TIME_TEXT ->
                    slice.set(scratch, 0, TimeText.print(bytes, offset, length, format.scale(column), scratch));
                case INT, LONG, BITS, DECIMAL, FLOAT, DOUBLE, DATE, MICROS, TIME_MICROS, TIME_OF_DAY, ABSENT ->
                    throw new IllegalStateException("No bytes: column " + format.columnName(column) + " of " + format);
            };
        } catch (MalformedValue e) {
            throw format.unreadable(column, e);
        }
    }

    private Slice constant(byte[] value) {
        return slice.set(value, 0, value.length);
    }

    /**
     * Writes the canonical key of the row.
     *
     * @throws io.vitesslake.change.CodedException SOURCE {@code partial-image} when a key column is null
     */
    public void key(KeyBytes out) {
        out.clear();
        for (int column : format.keyIndexes()) {
            if (isNullAt(column)) {
                throw format.partialImage("key column " + format.columnName(column) + " is null");
            }
            if (format.isLong(column)) {
                out.putLong(longAt(column));
            } else {
                Slice value = bytesAt(column);
                out.putBytes(value.array(), value.offset(), value.length());
            }
        }
    }

    /**
     * Refuses an image that leaves out NOT NULL columns. An UPDATE under a session's binlog_row_image=MINIMAL whose new
     * values are all null comes without an after image and would pass for a DELETE (vstreamer.go), but its before image
     * betrays it.
     */
    public void requireComplete() {
        for (int wire : format.completeIndexes()) {
            if (lengths[wire] < 0) {
                throw format.partialImage("a before image lacks NOT NULL columns");
            }
        }
    }

    /** Reads packed zigzag numbers and returns how many. */
    private int readLengths(int start, int end, int already) {
        int count = already;
        int at = start;
        while (at < end) {
            long raw = bytes[at++];
            if (raw < 0) {
                raw &= 0x7F;
                byte next = -1;
                for (int shift = 7; next < 0; shift += 7) {
                    if (at == end || shift > MAX_VARINT_BITS) {
                        throw format.malformed("its lengths are cut off");
                    }
                    next = bytes[at++];
                    raw |= (next & 0x7FL) << shift;
                }
            }
            long length = raw >>> 1 ^ -(raw & 1);
            if (length < -1 || length > Integer.MAX_VALUE || count == format.wireColumns()) {
                throw format.malformed("value " + count + " of " + format.wireColumns() + " has length " + length);
            }
            lengths[count++] = (int) length;
        }
        return count - already;
    }

    private void place(int valuesOffset, int valuesLength) {
        long at = valuesOffset;
        int count = format.wireColumns();
        for (int i = 0; i < count; i++) {
            starts[i] = (int) at;
            at += Math.max(lengths[i], 0);
        }
        if (at != (long) valuesOffset + valuesLength) {
            throw format.malformed("its lengths sum up to " + (at - valuesOffset) + " of " + valuesLength + " bytes");
        }
    }

    private long timeOfDay(int offset, int length) {
        long micros = TimeText.micros(bytes, offset, length);
        if (!TimeText.isOfDay(micros)) {
            throw MalformedValue.of(MalformedValue.TIME_BEYOND_DAY, "not a time of one day", bytes, offset, length);
        }
        return micros;
    }

    private Slice text(int column, int offset, int length) {
        TextDecoder decoder = format.decoder(column);
        if (decoder.isUtf8(bytes, offset, length)) {
            return slice.set(bytes, offset, length);
        }
        growScratch(Math.multiplyExact(length, TextDecoder.MAX_GROWTH));
        int size = decoder.decode(bytes, offset, length, scratch, false);
        if (size == TextDecoder.INVALID) {
            if (format.losses(column) == null) {
                throw MalformedValue.of(
                        MalformedValue.INVALID_TEXT, "not valid in its character set", bytes, offset, length);
            }
            format.losses(column).incrementAndGet();
            size = decoder.decode(bytes, offset, length, scratch, true);
        }
        return slice.set(scratch, 0, size);
    }

    private void growScratch(int most) {
        if (scratch.length < most) {
            scratch = Arrays.copyOf(scratch, Math.max(most, 2 * scratch.length));
        }
    }

    private Slice geometry(int offset, int length) {
        if (!GeometryBytes.hasSrid(bytes, offset, length)) {
            return slice.set(bytes, offset + GeometryBytes.SRID_BYTES, length - GeometryBytes.SRID_BYTES);
        }
        growScratch(length);
        GeometryBytes.ewkb(bytes, offset, length, scratch);
        return slice.set(scratch, 0, length);
    }

    private Slice wideBits(int offset, int length) {
        int size = DecimalText.put(0, BitBytes.unsigned(bytes, offset, length), wide);
        return slice.set(wide, DecimalText.WIDE_BYTES - size, size);
    }

    private Slice wideDecimal(int column, int offset, int length) {
        int size = DecimalText.wide(bytes, offset, length, format.precision(column), format.scale(column), wide);
        return slice.set(wide, DecimalText.WIDE_BYTES - size, size);
    }
}
