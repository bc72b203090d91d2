package io.vitesslake.write;

import io.vitesslake.change.RowBlock;
import io.vitesslake.change.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.apache.iceberg.DoubleFieldMetrics;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.FloatFieldMetrics;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.variants.Variant;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/**
 * Writes one column of one file.
 *
 * <p>The physical types are those of the Iceberg specification, appendix A: decimals up to 9 digits as int32, up to 18 as int64,
 * wider ones as big-endian two's complement of fixed length, variants as a group of two binaries.
 */
abstract sealed class Cell {

    private final ColumnDescriptor descriptor;
    private final int nullLevel;
    private final int valueLevel;
    final int source;
    ColumnWriter column;
    private long nulls;

    private Cell(ColumnDescriptor descriptor, int source) {
        this.descriptor = descriptor;
        this.source = source;
        this.valueLevel = descriptor.getMaxDefinitionLevel();
        this.nullLevel = valueLevel - 1;
    }

    /**
     * @param leaves of the file's type, at the column's first one; left at that of the next column
     * @param source index of the column in the blocks, or -1 to write null always
     */
    static Cell of(Types.NestedField field, Iterator<ColumnDescriptor> leaves, int source) {
        ColumnDescriptor descriptor = leaves.next();
        if (field.type().isVariantType()) {
            return new VariantCell(field.name(), descriptor, leaves.next(), source);
        }
        if (source < 0) {
            return new Absent(descriptor);
        }
        return switch (descriptor.getPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> new Int32(descriptor, source);
            case INT64 -> new Int64(descriptor, source);
            case FLOAT -> new Float32(descriptor, source, field.fieldId());
            case DOUBLE -> new Float64(descriptor, source, field.fieldId());
            case BINARY -> new Bytes(descriptor, source);
            case FIXED_LEN_BYTE_ARRAY -> new WideDecimal(descriptor, source);
            case BOOLEAN, INT96 -> throw new IllegalArgumentException("Cannot write column " + field);
        };
    }

    void setColumnStore(ColumnWriteStore store) {
        column = store.getColumnWriter(descriptor);
    }

    final void write(RowBlock row) {
        if (source < 0 || row.isNullAt(source)) {
            writeNull();
        } else {
            writeValue(row, valueLevel);
        }
    }

    private void writeNull() {
        if (nullLevel < 0) {
            throw new IllegalStateException(
                    "Cannot write null to required column " + descriptor.getPath()[0]);
        }
        nulls++;
        writeNull(nullLevel);
    }

    void writeNull(int level) {
        column.writeNull(0, level);
    }

    abstract void writeValue(RowBlock row, int level);

    /** What Parquet's own statistics cannot tell: the number of NaNs, and bounds that leave them out. */
    Optional<FieldMetrics<?>> metrics() {
        return Optional.empty();
    }

    final <T> FieldMetrics<T> withNulls(FieldMetrics<T> values) {
        return new FieldMetrics<>(
                values.id(),
                values.valueCount() + nulls,
                nulls,
                values.nanValueCount(),
                values.lowerBound(),
                values.upperBound());
    }

    private static final class Absent extends Cell {

        Absent(ColumnDescriptor descriptor) {
            super(descriptor, -1);
        }

        @Override
        void writeValue(RowBlock row, int level) {
            throw new IllegalStateException("Cannot write a value of a column that the source lacks");
        }
    }

    private static final class Int32 extends Cell {

        Int32(ColumnDescriptor descriptor, int source) {
            super(descriptor, source);
        }

        @Override
        void writeValue(RowBlock row, int level) {
            column.write(Math.toIntExact(row.longAt(source)), 0, level);
        }
    }

    private static final class Int64 extends Cell {

        Int64(ColumnDescriptor descriptor, int source) {
            super(descriptor, source);
        }

        @Override
        void writeValue(RowBlock row, int level) {
            column.write(row.longAt(source), 0, level);
        }
    }

    private static final class Float32 extends Cell {

        private final FloatFieldMetrics.Builder values;

        Float32(ColumnDescriptor descriptor, int source, int fieldId) {
            super(descriptor, source);
            this.values = new FloatFieldMetrics.Builder(fieldId);
        }

        @Override
        void writeValue(RowBlock row, int level) {
            float value = row.floatAt(source);
            values.addValue(value);
            column.write(value, 0, level);
        }

        @Override
        Optional<FieldMetrics<?>> metrics() {
            return Optional.of(withNulls(values.build()));
        }
    }

    private static final class Float64 extends Cell {

        private final DoubleFieldMetrics.Builder values;

        Float64(ColumnDescriptor descriptor, int source, int fieldId) {
            super(descriptor, source);
            this.values = new DoubleFieldMetrics.Builder(fieldId);
        }

        @Override
        void writeValue(RowBlock row, int level) {
            double value = row.doubleAt(source);
            values.addValue(value);
            column.write(value, 0, level);
        }

        @Override
        Optional<FieldMetrics<?>> metrics() {
            return Optional.of(withNulls(values.build()));
        }
    }

    private static final class Bytes extends Cell {

        // Of a value that may be overwritten Parquet takes a copy for its dictionary, for the least value and for the
        // greatest; of one that may not, none.
        private static final int LARGE = 64 << 10;

        Bytes(ColumnDescriptor descriptor, int source) {
            super(descriptor, source);
        }

        @Override
        void writeValue(RowBlock row, int level) {
            Slice bytes = row.bytesAt(source);
            column.write(bytes.length() < LARGE ? reused(bytes) : constant(bytes), 0, level);
        }

        private static Binary reused(Slice bytes) {
            return Binary.fromReusedByteArray(bytes.array(), bytes.offset(), bytes.length());
        }

        private static Binary constant(Slice bytes) {
            return Binary.fromConstantByteArray(
                    Arrays.copyOfRange(bytes.array(), bytes.offset(), bytes.offset() + bytes.length()));
        }
    }

    private static final class WideDecimal extends Cell {

        private final byte[] buffer;
        private final Binary binary;

        WideDecimal(ColumnDescriptor descriptor, int source) {
            super(descriptor, source);
            this.buffer = new byte[descriptor.getPrimitiveType().getTypeLength()];
            this.binary = Binary.fromReusedByteArray(buffer);
        }

        @Override
        void writeValue(RowBlock row, int level) {
            Slice unscaled = row.bytesAt(source);
            int padding = buffer.length - unscaled.length();
            if (padding < 0 || unscaled.length() == 0) {
                throw new IllegalStateException(
                        "Cannot write a decimal of " + unscaled.length() + " bytes into " + buffer.length);
            }
            byte sign = (byte) (unscaled.array()[unscaled.offset()] >> 7);
            Arrays.fill(buffer, 0, padding, sign);
            System.arraycopy(unscaled.array(), unscaled.offset(), buffer, padding, unscaled.length());
            column.write(binary, 0, level);
        }
    }

    /** Not shredded. Parquet keeps no bounds of it, and Iceberg has none for it. */
    private static final class VariantCell extends Cell {

        private final String name;
        private final ColumnDescriptor valueDescriptor;
        private ColumnWriter values;
        private ByteBuffer buffer = buffer(1024);

        VariantCell(String name, ColumnDescriptor metadata, ColumnDescriptor value, int source) {
            super(metadata, source);
            this.name = name;
            this.valueDescriptor = value;
        }

        private static ByteBuffer buffer(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        void setColumnStore(ColumnWriteStore store) {
            super.setColumnStore(store);
            values = store.getColumnWriter(valueDescriptor);
        }

        @Override
        void writeNull(int level) {
            super.writeNull(level);
            values.writeNull(0, level);
        }

        @Override
        void writeValue(RowBlock row, int level) {
            Variant variant = parse(row.bytesAt(source));
            int metadataSize = variant.metadata().sizeInBytes();
            int valueSize = variant.value().sizeInBytes();
            int size = Math.addExact(metadataSize, valueSize);
            if (buffer.capacity() < size) {
                buffer = buffer(size);
            }
            variant.metadata().writeTo(buffer, 0);
            variant.value().writeTo(buffer, metadataSize);
            column.write(Binary.fromReusedByteBuffer(buffer, 0, metadataSize), 0, level);
            values.write(Binary.fromReusedByteBuffer(buffer, metadataSize, valueSize), 0, level);
        }

        private Variant parse(Slice json) {
            try {
                return JsonVariant.parse(json);
            } catch (UnfitJson e) {
                throw e.inColumn(name);
            }
        }
    }
}
