package io.vitesslake.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Reads whole tables through Iceberg's generic reader: for checks and demonstrations, not for speed. Stateless. */
public final class LakeRows {

    private LakeRows() {}

    /**
     * Reads the newest snapshot as any engine would, deletes applied.
     *
     * @param row receives the values of each row in column order: Iceberg's generic Java types, null for NULL
     */
    public static void read(LakeTable table, Consumer<List<Object>> row) {
        table.refresh();
        // A file with deletes by position gives the position of each row behind its columns.
        int columns = table.iceberg().schema().columns().size();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table.iceberg()).build()) {
            for (Record record : records) {
                List<Object> values = new ArrayList<>(columns);
                for (int i = 0; i < columns; i++) {
                    values.add(record.get(i));
                }
                row.accept(Collections.unmodifiableList(values));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the rows of " + table.name() + ": " + e, e);
        }
    }
}
