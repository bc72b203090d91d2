package io.vitesslake.buffer;

import io.vitesslake.change.ChangeBlock;
import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;

/** A batch that never left memory: one block over the arenas of the buffer that made it. */
final class MemoryBatch implements TableBatch {

    private final TableShape shape;
    private final Reservation memory;
    private volatile SealedRows content;

    MemoryBatch(TableShape shape, SealedRows content) {
        this.shape = shape;
        this.memory = content.memory();
        this.content = content;
    }

    @Override
    public TableShape shape() {
        return shape;
    }

    @Override
    public Reader read() {
        SealedRows open = content;
        if (open == null) {
            throw new IllegalStateException("Cannot read a closed batch");
        }
        return new OneBlock(open);
    }

    @Override
    public void close() {
        content = null;
        memory.release();
    }

    private static final class OneBlock implements Reader {

        private final SealedRows content;
        private final boolean empty;
        private boolean read;
        private boolean ended;

        OneBlock(SealedRows content) {
            this.content = content;
            this.empty = content.rows().rowCount() == 0 && content.deletes().rowCount() == 0;
        }

        @Override
        public boolean next() {
            ended = read || empty;
            read = true;
            return !ended;
        }

        @Override
        public ChangeBlock block() {
            if (!read || ended) {
                throw new IllegalStateException("No block: call next first");
            }
            return new ChangeBlock(content.deletes(), content.rows());
        }

        @Override
        public ChangeCounts counts() {
            return read ? content.counts() : ChangeCounts.NONE;
        }

        @Override
        public void close() {
            // The batch owns everything.
        }
    }
}
