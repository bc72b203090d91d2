package io.vitesslake.buffer;

import io.vitesslake.change.ChangeBlock;
import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import io.vitesslake.decode.KeyBytes;
import io.vitesslake.decode.RowFormat;
import java.util.List;
import java.util.PriorityQueue;

/** A batch that lies on disk as sorted runs and is merged block by block each time it is read. */
final class MergedBatch implements TableBatch {

    private final TableShape shape;
    private final List<SortedRun> runs;
    private final MemoryBudget budget;
    private final BufferOptions options;

    /**
     * @param runs oldest first
     */
    MergedBatch(TableShape shape, List<SortedRun> runs, MemoryBudget budget, BufferOptions options) {
        this.shape = shape;
        this.runs = List.copyOf(runs);
        this.budget = budget;
        this.options = options;
    }

    @Override
    public TableShape shape() {
        return shape;
    }

    @Override
    public Reader read() {
        return new Merge();
    }

    @Override
    public void close() {
        runs.forEach(SortedRun::close);
    }

    /** Folds the entries of equal keys: the oldest knows whether the key existed, the newest what it is now. */
    private final class Merge implements Reader {

        private final Reservation memory = new Reservation(budget);
        private final PriorityQueue<RunCursor> queue = new PriorityQueue<>();
        private final KeyBytes key = new KeyBytes();
        private final ImageBytes newest = new ImageBytes();
        private final Arena arena = new Arena(memory, options.chunkBytes());
        private FormatNumbers formats = new FormatNumbers();
        private LongPages deletes = new LongPages(memory);
        private LongPages rows = new LongPages(memory);
        private ChangeCounts counts = ChangeCounts.NONE;
        private long stored;

        Merge() {
            for (int i = 0; i < runs.size(); i++) {
                advance(new RunCursor(runs.get(i), i));
            }
        }

        @Override
        public boolean next() {
            arena.reset();
            deletes = deletes.emptied();
            rows = rows.emptied();
            formats = new FormatNumbers();
            stored = 0;
            while (!queue.isEmpty() && stored < options.mergeBlockBytes()) {
                foldKey();
            }
            return deletes.size() + rows.size() > 0;
        }

        @Override
        public ChangeBlock block() {
            return new ChangeBlock(new ArenaRows(arena, formats, deletes), new ArenaRows(arena, formats, rows));
        }

        @Override
        public ChangeCounts counts() {
            return counts;
        }

        @Override
        public void close() {
            queue.clear();
            memory.release();
        }

        private void foldKey() {
            RunCursor oldest = queue.poll();
            key.copyOf(oldest.key());
            boolean existed = oldest.before().isPresent();
            if (existed) {
                deletes.add(store(oldest.format(oldest.before()), oldest.before()));
            }
            RowFormat format = takeNewest(oldest);
            while (!queue.isEmpty() && queue.peek().key().sameAs(key)) {
                format = takeNewest(queue.poll());
            }
            boolean exists = newest.isPresent();
            if (exists) {
                rows.add(store(format, newest));
            }
            count(existed, exists);
        }

        private RowFormat takeNewest(RunCursor cursor) {
            newest.copyOf(cursor.row());
            RowFormat format = newest.isPresent() ? cursor.format(newest) : null;
            advance(cursor);
            return format;
        }

        private void advance(RunCursor cursor) {
            if (cursor.next()) {
                queue.add(cursor);
            }
        }

        private long store(RowFormat format, ImageBytes image) {
            stored += Arena.HEADER + image.length();
            return arena.add(formats.of(format), image.bytes(), 0, image.length());
        }

        private void count(boolean existed, boolean exists) {
            counts = new ChangeCounts(
                    counts.inserted() + (!existed && exists ? 1 : 0),
                    counts.updated() + (existed && exists ? 1 : 0),
                    counts.deleted() + (existed && !exists ? 1 : 0));
        }
    }
}
