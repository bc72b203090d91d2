package io.vitesslake.buffer;

import io.vitesslake.decode.RowFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * Row changes of one shard since its BEGIN, in order, as they came. Beyond a limit they go to a temporary file. One
 * thread.
 */
public final class TransactionBuffer implements AutoCloseable {

    /** Transactions are many and small, and every shard keeps one chunk. */
    private static final int MAX_CHUNK_BYTES = 256 << 10;

    /** From here on the copy of a row would cost more memory than what the buffer that it lies in holds besides. */
    private static final int LARGE = 1 << 20;

    private final BufferOptions options;
    private final Reservation memory;
    private final Arena arena;
    private final List<Target> targets = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();
    private LongPages addresses;
    private int lastTarget = -1;
    private long rows;
    private SpillFile file;

    public TransactionBuffer(MemoryBudget budget, BufferOptions options) {
        this.options = options;
        this.memory = new Reservation(budget);
        this.arena = new Arena(memory, Math.min(options.chunkBytes(), MAX_CHUNK_BYTES));
        this.addresses = new LongPages(memory);
    }

    /** Starts a transaction; what an unfinished one left is void. */
    public void begin() {
        clear();
    }

    /**
     * Adds one serialized {@code binlogdata.RowChange}: a copy, or the buffer itself when a large row is most of it.
     *
     * @param table the caller's number of the table
     * @param copied whether it comes from a table copy
     * @param buffer not changed any more
     * @throws io.vitesslake.change.CodedException CONFIG {@code spill-failed}
     */
    public void add(int table, RowFormat format, boolean copied, byte[] buffer, int offset, int length) {
        // Before, so that one row alone, however large, need not go to disk and come back.
        if (memory.bytes() + length > options.transactionBytes() && addresses.size() > 0) {
            spill();
        }
        int target = targetOf(table, format, copied);
        addresses.add(
                length >= LARGE && length >= buffer.length / 2
                        ? keep(new Kept(target, buffer, offset, length))
                        : arena.add(target, buffer, offset, length));
        rows++;
    }

    private long keep(Kept row) {
        memory.grow(row.buffer.length);
        kept.add(row);
        return ~(kept.size() - 1L);
    }

    public boolean isEmpty() {
        return rows == 0;
    }

    /** Row changes since BEGIN. */
    public long rows() {
        return rows;
    }

    /** Memory held, in bytes; what lies on disk does not count. */
    public long bytes() {
        return memory.bytes();
    }

    /** Shows all changes in the order in which they were added. The visitor must not touch this buffer. */
    public void forEach(Visitor visitor) {
        if (file != null) {
            showSpilled(visitor);
        }
        for (int i = 0; i < addresses.size(); i++) {
            long address = addresses.get(i);
            if (address < 0) {
                Kept row = kept.get((int) ~address);
                show(visitor, row.tag, row.buffer, row.offset, row.length);
            } else {
                show(visitor, arena.tag(address), arena.chunk(address), arena.offset(address), arena.length(address));
            }
        }
    }

    private void show(Visitor visitor, int tag, byte[] buffer, int offset, int length) {
        Target target = targets.get(tag);
        visitor.row(target.table, target.format, target.copied, buffer, offset, length);
    }

    /** Drops all changes and the temporary file. */
    public void clear() {
        forgetMemory();
        targets.clear();
        lastTarget = -1;
        rows = 0;
        if (file != null) {
            SpillFile closing = file;
            file = null;
            closing.close();
        }
    }

    @Override
    public void close() {
        clear();
        memory.release();
    }

    private int targetOf(int table, RowFormat format, boolean copied) {
        if (lastTarget >= 0 && targets.get(lastTarget).is(table, format, copied)) {
            return lastTarget;
        }
        lastTarget = 0;
        while (lastTarget < targets.size() && !targets.get(lastTarget).is(table, format, copied)) {
            lastTarget++;
        }
        if (lastTarget == targets.size()) {
            targets.add(new Target(table, format, copied));
        }
        return lastTarget;
    }

    private void spill() {
        if (file == null) {
            file = options.disk().create();
        }
        for (int i = 0; i < addresses.size(); i++) {
            long address = addresses.get(i);
            if (address < 0) {
                Kept row = kept.get((int) ~address);
                put(row.tag, row.buffer, row.offset, row.length);
            } else {
                put(arena.tag(address), arena.chunk(address), arena.offset(address), arena.length(address));
            }
        }
        forgetMemory();
    }

    private void put(int tag, byte[] buffer, int offset, int length) {
        file.putInt(tag);
        file.putInt(length);
        file.putBytes(buffer, offset, length);
    }

    private void forgetMemory() {
        arena.reset();
        addresses = addresses.emptied();
        kept.forEach(row -> memory.grow(-row.buffer.length));
        kept.clear();
    }

    private void showSpilled(Visitor visitor) {
        file.flush();
        SpillFile.Reader reader = file.read();
        byte[] bytes = new byte[0];
        while (reader.hasMore()) {
            int tag = reader.readInt();
            int length = reader.readInt();
            bytes = bytes.length < length ? new byte[Math.max(length, Math.min(2 * bytes.length, LARGE))] : bytes;
            reader.readBytes(bytes, length);
            show(visitor, tag, bytes, 0, length);
        }
    }

    /** Receives the changes of a transaction. */
    public interface Visitor {

        /** The bytes are a serialized {@code binlogdata.RowChange}, valid during the call. */
        void row(int table, RowFormat format, boolean copied, byte[] buffer, int offset, int length);
    }

    /** A row that was not copied. */
    private record Kept(int tag, byte[] buffer, int offset, int length) {}

    private record Target(int table, RowFormat format, boolean copied) {

        boolean is(int otherTable, RowFormat otherFormat, boolean otherCopied) {
            return table == otherTable && format == otherFormat && copied == otherCopied;
        }
    }
}
