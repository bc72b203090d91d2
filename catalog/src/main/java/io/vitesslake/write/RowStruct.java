package io.vitesslake.write;

import io.vitesslake.change.ColumnType;
import io.vitesslake.change.RowBlock;
import io.vitesslake.change.Slice;
import io.vitesslake.change.TableShape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types;

/**
 * The current row of a block as Iceberg's transforms read it. Makes an object for each value read, which only the columns that
 * partitions are derived from are.
 */
final class RowStruct implements StructLike {

    private final TableShape shape;
    private final int[] sources;
    private RowBlock row;

    RowStruct(Schema schema, TableShape shape) {
        this.shape = shape;
        List<Types.NestedField> fields = schema.columns();
        this.sources = new int[fields.size()];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = shape.indexOf(fields.get(i).name());
        }
    }

    RowStruct wrap(RowBlock newRow) {
        row = newRow;
        return this;
    }

    @Override
    public int size() {
        return sources.length;
    }

    @Override
    public <T> T get(int position, Class<T> javaClass) {
        int column = sources[position];
        return column < 0 || row.isNullAt(column) ? null : javaClass.cast(valueAt(column));
    }

    private Object valueAt(int column) {
        ColumnType type = shape.columns().get(column).type();
        return switch (type.kind()) {
            case INT, DATE -> Math.toIntExact(row.longAt(column));
            case LONG, TIME, TIMESTAMP, TIMESTAMPTZ -> row.longAt(column);
            case DECIMAL ->
                type.isLong()
                        ? BigDecimal.valueOf(row.longAt(column), type.scale())
                        : new BigDecimal(new BigInteger(copy(row.bytesAt(column))), type.scale());
            case FLOAT -> row.floatAt(column);
            case DOUBLE -> row.doubleAt(column);
            case STRING -> new String(copy(row.bytesAt(column)), StandardCharsets.UTF_8);
            case BINARY -> ByteBuffer.wrap(copy(row.bytesAt(column)));
            case VARIANT -> throw new IllegalStateException("No partition is derived from a variant");
        };
    }

    private static byte[] copy(Slice slice) {
        return Arrays.copyOfRange(slice.array(), slice.offset(), slice.offset() + slice.length());
    }

    @Override
    public <T> void set(int position, T value) {
        throw new UnsupportedOperationException("Cannot change a row");
    }
}
