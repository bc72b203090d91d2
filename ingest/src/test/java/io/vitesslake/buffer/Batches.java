package io.vitesslake.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.ChangeBlock;
import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.RowBlock;
import io.vitesslake.change.Slice;
import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads batches into maps by key. */
final class Batches {

    /** What one pass over a batch showed; a row is the list of its values as text or null. */
    record Content(
            Map<List<String>, List<String>> deletes,
            Map<List<String>, List<String>> rows,
            ChangeCounts counts,
            int blocks) {}

    private Batches() {}

    static Content read(TableBatch batch) {
        Map<List<String>, List<String>> deletes = new HashMap<>();
        Map<List<String>, List<String>> rows = new HashMap<>();
        int blocks = 0;
        try (TableBatch.Reader reader = batch.read()) {
            while (reader.next()) {
                ChangeBlock block = reader.block();
                collect(batch.shape(), block.deletes(), deletes);
                collect(batch.shape(), block.rows(), rows);
                blocks++;
            }
            assertThat(reader.next()).isFalse();
            return new Content(deletes, rows, reader.counts(), blocks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(TableShape shape, RowBlock block, Map<List<String>, List<String>> into) {
        // Backwards, because rows may be sought in any order.
        for (int i = block.rowCount() - 1; i >= 0; i--) {
            block.seek(i);
            List<String> row = new ArrayList<>();
            for (int column = 0; column < shape.columns().size(); column++) {
                row.add(block.isNullAt(column) ? null : text(shape, block, column));
            }
            List<String> key = new ArrayList<>();
            for (int column : shape.keyIndexes()) {
                key.add(row.get(column));
            }
            assertThat(into.put(key, row)).as("key twice: %s", key).isNull();
        }
    }

    private static String text(TableShape shape, RowBlock block, int column) {
        if (shape.columns().get(column).type().isLong()) {
            return Long.toString(block.longAt(column));
        }
        Slice slice = block.bytesAt(column);
        return new String(slice.array(), slice.offset(), slice.length(), UTF_8);
    }
}
