package io.vitesslake.write;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.TableBatch;
import io.vitesslake.index.KeyIndex;
import io.vitesslake.index.LiveFiles;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.SchemaPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.Snapshot;

/** Writes a batch to files that no snapshot shows yet. Any number of threads may write different tables. */
public final class TableWriter {

    private final WriteOptions options;
    private final Optional<KeyIndex> index;
    private final Map<Branch, LiveFiles> branches = new ConcurrentHashMap<>();

    private record Branch(String table, String name) {}

    /** Deletes by key alone. */
    public TableWriter(WriteOptions options) {
        this(options, Optional.empty());
    }

    /** @param index finds rows, so that they can be deleted by position */
    public TableWriter(WriteOptions options, KeyIndex index) {
        this(options, Optional.of(index));
    }

    private TableWriter(WriteOptions options, Optional<KeyIndex> index) {
        this.options = options;
        this.index = index;
    }

    /** As {@link #write(LakeTable, SchemaPlan, TableBatch, OlderRows)}, by key. */
    public WrittenFiles write(LakeTable table, SchemaPlan plan, TableBatch batch) {
        return write(table, plan, batch, OlderRows.BY_KEY);
    }

    /**
     * Writes data files for the rows of a batch and delete files for its deletes; none of a kind that it lacks. Rows that cannot
     * be found on this machine are deleted by key.
     *
     * @param table as last loaded; only read, and read anew if the snapshot that it was loaded with is gone
     * @param plan schema to write with, a plan of that table for the shape of the batch
     * @param batch read once, from its first block
     * @param older the rows that it deletes
     * @throws CodedException LAKE {@code unreachable-rows}, when a delete cannot be filed under an old partition spec; SOURCE
     *     {@code invalid-value}, when no variant is exactly what a JSON document says; and whatever the batch throws. No file is left behind
     * @throws UncheckedIOException when the batch cannot be read or a file cannot be written. No file is left behind
     */
    public WrittenFiles write(LakeTable table, SchemaPlan plan, TableBatch batch, OlderRows older) {
        BatchFiles files = new BatchFiles(table.iceberg(), plan, batch.shape(), options, head(table, older));
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

    private Optional<BranchHead> head(LakeTable table, OlderRows older) {
        if (older.mode() == DeleteMode.EQUALITY) {
            return Optional.empty();
        }
        KeyIndex keys = index.orElseThrow(() -> new IllegalStateException("Deletes by position need a key index"));
        Snapshot head = table.iceberg().snapshot(older.branch());
        return Optional.of(new BranchHead(
                branches.computeIfAbsent(new Branch(table.name(), older.branch()), branch -> new LiveFiles(keys)),
                head == null ? OptionalLong.empty() : OptionalLong.of(head.snapshotId())));
    }
}
