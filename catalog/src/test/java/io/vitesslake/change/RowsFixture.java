package io.vitesslake.change;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch held in arrays. Values are given as {@link Number}, {@link BigDecimal}, {@link String}, {@code byte[]},
 * {@link LocalDate}, {@link LocalDateTime}, {@link LocalTime}, {@link Instant} or null; a {@link RuntimeException} as a value is thrown by the
 * accessor that meets it.
 */
public final class RowsFixture implements TableBatch {

    private final TableShape shape;
    private final int blockRows;
    private final List<Object[]> deletes = new ArrayList<>();
    private final List<Object[]> rows = new ArrayList<>();
    private long inserted;
    private long updated;
    private long deleted;

    private RowsFixture(TableShape shape, int blockRows) {
        this.shape = shape;
        this.blockRows = blockRows;
    }

    /** An empty batch. */
    public static RowsFixture of(TableShape shape) {
        return new RowsFixture(shape, 1000);
    }

    /** An empty batch whose blocks hold at most so many deletes and so many rows. */
    public static RowsFixture of(TableShape shape, int blockRows) {
        return new RowsFixture(shape, blockRows);
    }

    public static Object[] row(Object... values) {
        return values;
    }

    public RowsFixture insert(Object... row) {
        rows.add(whole(row));
        inserted++;
        return this;
    }

    public RowsFixture update(Object[] before, Object[] after) {
        deletes.add(whole(before));
        rows.add(whole(after));
        updated++;
        return this;
    }

    public RowsFixture delete(Object... before) {
        deletes.add(whole(before));
        deleted++;
        return this;
    }

    private Object[] whole(Object[] row) {
        if (row.length != shape.columns().size()) {
            throw new IllegalArgumentException("Expected " + shape.columns().size() + " values, got " + row.length);
        }
        return row.clone();
    }

    @Override
    public TableShape shape() {
        return shape;
    }

    @Override
    public void close() {}

    @Override
    public Reader read() {
        return new Reader() {
            private int block = -1;

            @Override
            public boolean next() {
                block++;
                return (long) block * blockRows < Math.max(deletes.size(), rows.size());
            }

            @Override
            public ChangeBlock block() {
                return new ChangeBlock(part(deletes), part(rows));
            }

            private RowBlock part(List<Object[]> all) {
                int from = Math.min(all.size(), block * blockRows);
                return new ArrayBlock(shape, all.subList(from, Math.min(all.size(), from + blockRows)));
            }

            @Override
            public ChangeCounts counts() {
                return new ChangeCounts(inserted, updated, deleted);
            }

            @Override
            public void close() {}
        };
    }

    private static final class ArrayBlock implements RowBlock {

        private final TableShape shape;
        private final List<Object[]> rows;
        private final Slice slice = new Slice();
        private byte[] scratch = new byte[0];
        private Object[] current;

        ArrayBlock(TableShape shape, List<Object[]> rows) {
            this.shape = shape;
            this.rows = rows;
        }

        @Override
        public int rowCount() {
            return rows.size();
        }

        @Override
        public void seek(int row) {
            current = rows.get(row);
        }

        private Object valueAt(int column) {
            if (current[column] instanceof RuntimeException unreadable) {
                throw unreadable;
            }
            return current[column];
        }

        @Override
        public boolean isNullAt(int column) {
            return current[column] == null;
        }

        @Override
        public long longAt(int column) {
            Object value = valueAt(column);
            if (value instanceof BigDecimal decimal) {
                return decimal.setScale(shape.columns().get(column).type().scale())
                        .unscaledValue()
                        .longValueExact();
            } else if (value instanceof LocalDate date) {
                return date.toEpochDay();
            } else if (value instanceof LocalTime time) {
                return time.toNanoOfDay() / 1_000;
            } else if (value instanceof LocalDateTime time) {
                return micros(time.toInstant(ZoneOffset.UTC));
            } else if (value instanceof Instant instant) {
                return micros(instant);
            }
            return ((Number) value).longValue();
        }

        private static long micros(Instant instant) {
            return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
        }

        @Override
        public float floatAt(int column) {
            return ((Number) valueAt(column)).floatValue();
        }

        @Override
        public double doubleAt(int column) {
            return ((Number) valueAt(column)).doubleValue();
        }

        @Override
        public Slice bytesAt(int column) {
            byte[] bytes = bytes(column);
            // Not at offset 0, as in a real arena, and overwritten by the next value, as decoded text is.
            if (scratch.length < bytes.length + 5) {
                scratch = new byte[bytes.length + 5];
            }
            System.arraycopy(bytes, 0, scratch, 3, bytes.length);
            return slice.set(scratch, 3, bytes.length);
        }

        private byte[] bytes(int column) {
            Object value = valueAt(column);
            if (value instanceof String text) {
                return text.getBytes(StandardCharsets.UTF_8);
            } else if (value instanceof BigDecimal decimal) {
                int scale = shape.columns().get(column).type().scale();
                return decimal.setScale(scale).unscaledValue().toByteArray();
            }
            return (byte[]) value;
        }
    }
}
