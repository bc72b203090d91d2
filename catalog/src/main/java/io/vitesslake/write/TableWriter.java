package io.vitesslake.write;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.TableBatch;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.SchemaPlan;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes a batch to files that no snapshot shows yet. Has no state: any number of threads may write different tables. */
public final class TableWriter {

    private final WriteOptions options;

    public TableWriter(WriteOptions options) {
        this.options = options;
    }

    /**
     * Writes data files for the rows of a batch and equality-delete files for its deletes; none of a kind that it lacks.
     *
     * @param table as last loaded; only read, and read anew if the snapshot that it was loaded with is gone
     * @param plan schema to write with, a plan of that table for the shape of the batch
     * @param batch read once, from its first block
     * @throws CodedException LAKE {@code unreachable-rows}, when a delete cannot be filed under an old partition spec; SOURCE
     *     {@code invalid-value}, when no variant is exactly what a JSON document says; and whatever the batch throws. No file is left behind
     * @throws UncheckedIOException when the batch cannot be read or a file cannot be written. No file is left behind
     */
    public WrittenFiles write(LakeTable table, SchemaPlan plan, TableBatch batch) {
        BatchFiles files = new BatchFiles(table.iceberg(), plan, batch.shape(), options);
        try (TableBatch.Reader reader = batch.read()) {
            while (reader.next()) {
                files.write(reader.block());
            }
            return files.finish(reader.counts());
        } catch (IOException e) {
            files.abort(e);
            throw new UncheckedIOException(
                    "Cannot write files of " + table.iceberg().name(), e);
        } catch (UnfitJson e) {
            files.abort(e);
            throw e.inTable(table.iceberg().name());
        } catch (RuntimeException | Error e) {
            files.abort(e);
            throw e;
        }
    }
}
