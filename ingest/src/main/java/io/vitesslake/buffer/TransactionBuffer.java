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

    private final BufferOptions options;
    private final Reservation memory;
    private final Arena arena;
    private final List<Target> targets = new ArrayList<>();
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
     * Adds a copy of one serialized {@code binlogdata.RowChange}.
     *
     * @param table the caller's number of the table
     * @param copied whether it comes from a table copy
     * @throws io.vitesslake.change.CodedException CONFIG {@code spill-failed}
     */
    public void add(int table, RowFormat format, boolean copied, byte[] buffer, int offset, int length) {
        addresses.add(arena.add(targetOf(table, format, copied), buffer, offset, length));
        rows++;
        if (memory.bytes() > options.transactionBytes()) {
            spill();
        }
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
            Target target = targets.get(arena.tag(address));
            visitor.row(
                    target.table,
                    target.format,
                    target.copied,
                    arena.chunk(address),
                    arena.offset(address),
                    arena.length(address));
        }
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
            int length = arena.length(address);
            file.putInt(arena.tag(address));
            file.putInt(length);
            file.putBytes(arena.chunk(address), arena.offset(address), length);
        }
        forgetMemory();
    }

    private void forgetMemory() {
        arena.reset();
        addresses = addresses.emptied();
    }

    private void showSpilled(Visitor visitor) {
        file.flush();
        SpillFile.Reader reader = file.read();
        byte[] bytes = new byte[0];
        while (reader.hasMore()) {
            Target target = targets.get(reader.readInt());
            int length = reader.readInt();
            bytes = bytes.length < length ? new byte[Math.max(length, 2 * bytes.length)] : bytes;
            reader.readBytes(bytes, length);
            visitor.row(target.table, target.format, target.copied, bytes, 0, length);
        }
    }

    /** Receives the changes of a transaction. */
    public interface Visitor {

        /** The bytes are a serialized {@code binlogdata.RowChange}, valid during the call. */
        void row(int table, RowFormat format, boolean copied, byte[] buffer, int offset, int length);
    }

    private record Target(int table, RowFormat format, boolean copied) {

        boolean is(int otherTable, RowFormat otherFormat, boolean otherCopied) {
            return table == otherTable && format == otherFormat && copied == otherCopied;
        }
    }
}
