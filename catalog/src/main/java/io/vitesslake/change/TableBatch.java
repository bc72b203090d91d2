package io.vitesslake.change;

import java.io.IOException;

/**
 * The net changes of one table between two checkpoints: at most one delete and one row for each key. May be read more than
 * once, one reader at a time, until it is closed; closing releases its memory and spill files.
 */
public interface TableBatch extends AutoCloseable {

    TableShape shape();

    /** Starts reading at the first block. */
    Reader read() throws IOException;

    @Override
    void close();

    /** One pass over the blocks. Not thread-safe. */
    interface Reader extends AutoCloseable {

        /** Moves to the next block, which ends the life of the last one; false at the end. */
        boolean next() throws IOException;

        ChangeBlock block();

        /** Counts of the blocks read so far; of the batch once {@link #next} has returned false. */
        ChangeCounts counts();

        @Override
        void close() throws IOException;
    }
}
