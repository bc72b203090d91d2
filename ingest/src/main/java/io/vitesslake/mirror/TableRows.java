package io.vitesslake.mirror;

import io.vitesslake.buffer.TableBuffer;
import io.vitesslake.buffer.TouchedKeys;
import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import io.vitesslake.decode.RowFormat;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import java.time.Instant;
import java.util.Optional;

/** What is buffered of one table, and what of it a TRUNCATE is about to make void. Belongs to the loop's thread. */
final class TableRows {

    private final TableBuffers buffers;
    // Null while no column is known.
    private TableBuffer buffer;
    // Null for none.
    private Truncation truncation;

    TableRows(TableBuffers buffers) {
        this.buffers = buffers;
    }

    /** Starts empty, for rows of this shape. */
    void open(TableShape shape, TouchedKeys touched) {
        buffer = buffers.open(shape, touched);
    }

    boolean isOpen() {
        return buffer != null;
    }

    boolean isEmpty() {
        return buffer == null || buffer.isEmpty();
    }

    void widen(TableShape wider) {
        buffer.widen(wider);
    }

    /** Forgets everything. */
    void discard() {
        if (buffer != null) {
            buffer.close();
            buffer = null;
        }
        if (truncation != null) {
            truncation.after().close();
            truncation = null;
        }
    }

    void fold(RowFormat format, boolean copied, boolean touches, byte[] bytes, int offset, int length) {
        if (truncation == null) {
            buffer.fold(format, copied, touches, bytes, offset, length);
        } else {
            truncation.fold(format, bytes, offset, length);
        }
    }

    void spill() {
        if (buffer != null) {
            buffer.spill();
        }
        if (truncation != null) {
            truncation.after().spill();
        }
    }

    /** Memory held. */
    long bytes() {
        long truncated = truncation == null ? 0 : truncation.after().bytes();
        return truncated + (buffer == null ? 0 : buffer.bytes());
    }

    TableBatch seal() {
        return buffer.seal();
    }

    /** The TRUNCATE that some shards have yet to run. */
    Optional<Truncation> truncation() {
        return Optional.ofNullable(truncation);
    }

    /**
     * A shard has truncated the table.
     *
     * @param before position of the table before that
     * @return whether it had not done so since the first shard did
     */
    boolean truncated(Shard shard, Vgtid before, TouchedKeys touched, Instant now) {
        if (truncation == null) {
            truncation = new Truncation(before, buffers.open(buffer.shape(), touched), now);
        }
        return truncation.ran(shard);
    }

    /**
     * Lets go of what was before a TRUNCATE that every shard has run.
     *
     * @return whether there was one
     */
    boolean empty() {
        if (truncation == null || !truncation.isComplete()) {
            return false;
        }
        buffer.close();
        buffer = truncation.after();
        truncation = null;
        return true;
    }
}
