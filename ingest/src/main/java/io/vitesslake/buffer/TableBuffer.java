package io.vitesslake.buffer;

import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import io.vitesslake.decode.ChangeImages;
import io.vitesslake.decode.KeyBytes;
import io.vitesslake.decode.RowCursor;
import io.vitesslake.decode.RowFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * Committed changes of one table since the last checkpoint, folded to their net effect by key: the first image of a key
 * says whether it existed before, the last what it is now. One thread; the batches it seals may be read and closed by
 * others.
 *
 * <p>Keys are compared by their canonical lake values. Shards may differ in format, so each row remembers its own.
 *
 * <p><b>Copied rows</b> count as new unless an event in this buffer knows better or {@link TouchedKeys} holds their
 * key. As long as nothing but untouched copied rows has come they are appended without looking at their keys, which is
 * exact if no two of them have the same key. A copy delivers every key once per shard, the key is unique over all
 * shards, a stream cut off in the middle of a packet repeats it only after a new BEGIN, which voids the first, and a copy
 * that cannot go on exactly after an interruption starts anew, in an empty buffer.
 */
public final class TableBuffer implements AutoCloseable {

    private final TouchedKeys touched;
    private final MemoryBudget budget;
    private final BufferOptions options;
    private final List<SortedRun> runs = new ArrayList<>();
    private final ChangeImages images = new ChangeImages();
    private final RowCursor cursor = new RowCursor();
    private final KeyBytes beforeKey = new KeyBytes();
    private final KeyBytes afterKey = new KeyBytes();
    private TableShape shape;
    private RowFormat accepted;
    private RowStore store;

    /**
     * @param touched of this table; it outlives the checkpoints
     */
    public TableBuffer(TableShape shape, TouchedKeys touched, MemoryBudget budget, BufferOptions options) {
        this.shape = shape;
        this.touched = touched;
        this.budget = budget;
        this.options = options;
        this.store = newStore();
    }

    public TableShape shape() {
        return shape;
    }

    /** Whether nothing was folded since the last {@link #seal}. */
    public boolean isEmpty() {
        return store.size() == 0 && runs.isEmpty();
    }

    /** Memory held, in bytes; what lies on disk does not count. */
    public long bytes() {
        return store.memory().bytes();
    }

    /**
     * Takes a shape with more columns. Rows folded before, and formats made for the old shape, read as null in them.
     */
    public void widen(TableShape wider) {
        if (!isPrefix(shape, wider)) {
            throw new IllegalArgumentException(
                    "Cannot widen " + shape + " to " + wider + ": columns are only appended");
        }
        shape = wider;
    }

    /**
     * Folds one committed change in. On an exception nothing has changed.
     *
     * @param format made for this buffer's shape, or one that it was widened from
     * @param copied whether the row comes from a table copy
     * @param touches whether the keys of this event are to be remembered as touched, because the copy may deliver them
     *     again
     * @param buffer a serialized {@code binlogdata.RowChange} at the offset; copied if needed
     * @throws io.vitesslake.change.CodedException SOURCE when the change cannot be mirrored exactly
     */
    public void fold(RowFormat format, boolean copied, boolean touches, byte[] buffer, int offset, int length) {
        if (format != accepted) {
            accept(format);
        }
        images.read(format, buffer, offset, length);
        if (copied && !images.hasBefore()) {
            foldCopied(format, buffer);
        } else {
            foldEvent(format, touches, buffer);
        }
        // The buffer may be a message of many MiB, and the next change of this table may be days away.
        images.forget();
        cursor.forget();
    }

    /**
     * Moves all rows from memory to disk. To be called when the budget is exceeded and no checkpoint is possible,
     * because a transaction is still being applied.
     *
     * @throws io.vitesslake.change.CodedException CONFIG {@code spill-failed}
     */
    public void spill() {
        if (store.size() == 0) {
            return;
        }
        runs.add(SortedRun.write(store, options.disk()));
        store.memory().release();
        store = newStore();
    }

    /** Hands everything to a batch, with its memory, and starts anew. */
    public TableBatch seal() {
        if (runs.isEmpty()) {
            TableBatch batch = new MemoryBatch(shape, store.seal());
            store = newStore();
            return batch;
        }
        spill();
        TableBatch batch = new MergedBatch(shape, runs, budget, options);
        runs.clear();
        return batch;
    }

    /** Drops everything folded since the last {@link #seal}. The buffer may be used again. */
    @Override
    public void close() {
        store.memory().release();
        store = newStore();
        runs.forEach(SortedRun::close);
        runs.clear();
    }

    private RowStore newStore() {
        return new RowStore(budget, options.chunkBytes());
    }

    private void accept(RowFormat format) {
        if (!isPrefix(format.shape(), shape)) {
            throw new IllegalArgumentException(
                    "Cannot fold rows of " + format.shape() + " into " + shape + ": widen the buffer first");
        }
        accepted = format;
    }

    private static boolean isPrefix(TableShape narrow, TableShape wide) {
        int count = narrow.columns().size();
        return count <= wide.columns().size()
                && wide.columns().subList(0, count).equals(narrow.columns())
                && wide.key().equals(narrow.key());
    }

    private void foldCopied(RowFormat format, byte[] buffer) {
        int offset = images.afterOffset();
        int length = images.afterLength();
        if (!store.isIndexed() && touched.isEmpty()) {
            store.append(RowStore.NONE, store.storeRow(format, buffer, offset, length));
            return;
        }
        long hash = readKey(format, buffer, offset, length, afterKey);
        int entry = store.isIndexed() ? store.find(afterKey, hash) : -1;
        if (entry >= 0) {
            store.replace(entry, format, buffer, offset, length);
            return;
        }
        long row = store.storeRow(format, buffer, offset, length);
        // The copy shows the state that the events of a touched key led to: its row stands for the one in the lake.
        long before = touched.contains(hash) ? row : RowStore.NONE;
        if (store.isIndexed()) {
            store.insert(hash, before, row);
        } else {
            store.append(before, row);
        }
    }

    private void foldEvent(RowFormat format, boolean touches, byte[] buffer) {
        boolean had = images.hasBefore();
        boolean has = images.hasAfter();
        long beforeHash = 0;
        if (had) {
            beforeHash = readKey(format, buffer, images.beforeOffset(), images.beforeLength(), beforeKey);
            if (!has) {
                cursor.requireComplete();
            }
        }
        long afterHash = has ? readKey(format, buffer, images.afterOffset(), images.afterLength(), afterKey) : 0;
        store.index();
        boolean keeps = had && has && beforeHash == afterHash && beforeKey.sameAs(afterKey);
        if (had && !keeps) {
            remove(format, beforeHash, touches, buffer);
        }
        if (has) {
            put(format, afterHash, keeps, touches, buffer);
        }
    }

    private void remove(RowFormat format, long hash, boolean touches, byte[] buffer) {
        int entry = store.find(beforeKey, hash);
        if (entry >= 0) {
            store.remove(entry);
        } else {
            store.insert(hash, storeBefore(format, buffer), RowStore.NONE);
        }
        if (touches) {
            touched.add(hash);
        }
    }

    private void put(RowFormat format, long hash, boolean existed, boolean touches, byte[] buffer) {
        int entry = store.find(afterKey, hash);
        if (entry >= 0) {
            store.replace(entry, format, buffer, images.afterOffset(), images.afterLength());
        } else {
            long before = existed ? storeBefore(format, buffer) : RowStore.NONE;
            store.insert(hash, before, store.storeRow(format, buffer, images.afterOffset(), images.afterLength()));
        }
        if (touches) {
            touched.add(hash);
        }
    }

    private long storeBefore(RowFormat format, byte[] buffer) {
        return store.store(format, buffer, images.beforeOffset(), images.beforeLength());
    }

    private long readKey(RowFormat format, byte[] buffer, int offset, int length, KeyBytes key) {
        cursor.open(format, buffer, offset, length);
        cursor.key(key);
        return KeyHash.of(key);
    }
}
