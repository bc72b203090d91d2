package io.vitesslake.write;

import io.vitesslake.change.RowsFixture;
import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import io.vitesslake.tables.CatalogOptions;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.tables.SchemaPlan;
import io.vitesslake.tables.TableOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** One table in a directory: writes batches, commits them plainly, and scans the result with Iceberg's own reader. */
final class ScratchLake implements AutoCloseable {

    private final Path dir;
    private final LakeTables tables;
    private final LakeTable table;
    private final TableWriter writer;

    ScratchLake(Path dir, TableShape shape, WriteOptions options, String... partitionBy) {
        this(dir, shape, options, new TableOptions(2, List.of(partitionBy), Map.of()));
    }

    ScratchLake(Path dir, TableShape shape, WriteOptions options, TableOptions tableOptions) {
        this.dir = dir;
        this.tables = LakeTables.open(new CatalogOptions(
                "lake",
                "shop",
                Map.of("type", "hadoop", "warehouse", dir.resolve("lake").toString())));
        this.table = tables.create("items", shape, tableOptions);
        this.writer = new TableWriter(options);
    }

    LakeTable table() {
        return table;
    }

    /** The same table, as somebody else has it. */
    Table loadedAnew() {
        return tables.load("items").orElseThrow().iceberg();
    }

    WrittenFiles write(TableBatch batch) {
        return writer.write(table, table.plan(batch.shape()), batch);
    }

    /** Writes and commits. */
    WrittenFiles apply(RowsFixture batch) {
        WrittenFiles files = write(batch);
        commit(files);
        return files;
    }

    void commit(WrittenFiles files) {
        Transaction transaction = table.iceberg().newTransaction();
        SchemaPlan plan = files.plan();
        if (plan.changed()) {
            UpdateSchema update = transaction.updateSchema();
            plan.addMissing(transaction.table().schema(), update);
            update.commit();
        }
        RowDelta delta = transaction.newRowDelta();
        files.data().forEach(delta::addRows);
        files.deletes().forEach(delta::addDeletes);
        delta.commit();
        transaction.commitTransaction();
        table.refresh();
    }

    /** All rows, each as its values in lake order, sorted by their text. */
    List<List<Object>> scan() throws IOException {
        List<List<Object>> rows = new ArrayList<>();
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table.iceberg()).build()) {
            for (Record record : records) {
                Object[] values = new Object[record.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = record.get(i);
                }
                rows.add(Arrays.asList(values));
            }
        }
        rows.sort((a, b) -> a.toString().compareTo(b.toString()));
        return rows;
    }

    /** Data and delete files in storage, whether a snapshot shows them or not. */
    List<Path> filesInStorage() throws IOException {
        try (Stream<Path> files = Files.walk(dir.resolve("lake"))) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        tables.close();
    }
}
