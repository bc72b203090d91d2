package io.vitesslake.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;

/** Reads the keys in Parquet files. */
public final class KeyRows {

    // A batch keeps its keys in memory.
    private static final int MOST_KEYS = 50_000;

    private KeyRows() {}

    /**
     * Reads the keys that an equality delete removes.
     *
     * @param key the key columns, which are those that the file compares
     * @param batch receives them in parts; good until the next one
     * @throws UncheckedIOException or another of Iceberg, when the lake does not give the file
     */
    public static void deletedBy(FileIO io, DeleteFile file, Schema key, Consumer<KeyBatch> batch) {
        KeyBatch keys = new KeyBatch(key);
        InputFile input = io.newInputFile(file);
        read(
                input,
                open(input, key),
                each -> { // whose values the batch keeps
                    keys.add(each);
                    if (keys.size() == MOST_KEYS) {
                        batch.accept(keys);
                        keys.clear();
                    }
                });
        if (keys.size() > 0) {
            batch.accept(keys);
        }
    }

    /** @param row receives each, as Iceberg holds it internally; only good within the call */
    static void read(InputFile file, Schema key, Consumer<StructLike> row) {
        read(file, open(file, key).reuseContainers(), row);
    }

    private static Parquet.ReadBuilder open(InputFile file, Schema key) {
        return Parquet.read(file).project(key).createReaderFunc(schema -> InternalReader.create(key, schema));
    }

    private static void read(InputFile file, Parquet.ReadBuilder reader, Consumer<StructLike> row) {
        try (CloseableIterable<StructLike> rows = reader.build()) {
            rows.forEach(row);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the keys in " + file.location(), e);
        }
    }
}
