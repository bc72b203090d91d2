package io.vitesslake.write;

import io.vitesslake.change.RowBlock;
import io.vitesslake.change.TableShape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.parquet.TripleWriter;
import org.apache.iceberg.types.Types;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.schema.MessageType;

/** Moves the current row of a block into Parquet's column writers without an object for the row. Not thread-safe. */
final class RowWriter implements ParquetValueWriter<RowBlock> {

    private final Cell[] cells;

    private RowWriter(Cell[] cells) {
        this.cells = cells;
    }

    /**
     * @param schema schema of the file, flat but for variants
     * @param message the same as Parquet type
     * @param shape shape of the blocks; columns are matched by name, those that it lacks are written as null
     */
    static RowWriter of(Schema schema, MessageType message, TableShape shape) {
        List<Types.NestedField> fields = schema.columns();
        Cell[] cells = new Cell[fields.size()];
        Iterator<ColumnDescriptor> leaves = message.getColumns().iterator();
        for (int i = 0; i < cells.length; i++) {
            cells[i] =
                    Cell.of(fields.get(i), leaves, shape.indexOf(fields.get(i).name()));
        }
        return new RowWriter(cells);
    }

    @Override
    public void write(int repetitionLevel, RowBlock row) {
        for (Cell cell : cells) {
            cell.write(row);
        }
    }

    @Override
    public void setColumnStore(ColumnWriteStore store) {
        for (Cell cell : cells) {
            cell.setColumnStore(store);
        }
    }

    /** Serves wrappers that write nulls for nested types; a flat row has none. */
    @Override
    public List<TripleWriter<?>> columns() {
        return List.of();
    }

    @Override
    public Stream<FieldMetrics<?>> metrics() {
        List<FieldMetrics<?>> metrics = new ArrayList<>();
        for (Cell cell : cells) {
            cell.metrics().ifPresent(metrics::add);
        }
        return metrics.stream();
    }
}
