package io.vitesslake.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Append-only memory for row images. An address is the chunk and the offset in it; at the address lie the tag (an int
 * of the user's), the length and the bytes of the record. Chunks start small, so that many small tables cost little,
 * and a large record takes a chunk of its own. Not thread-safe; may be read by another thread once nobody appends.
 */
final class Arena {

    static final int HEADER = 2 * Integer.BYTES;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FIRST_CHUNK = 4 << 10;
    private static final int OWN_CHUNK_SHARE = 4;

    private final Reservation memory;
    private final int maxChunk;
    private byte[][] chunks = new byte[4][];
    private int chunkCount;
    private int current = -1;
    private int used;
    private long bytes;

    Arena(Reservation memory, int maxChunk) {
        this.memory = memory;
        this.maxChunk = maxChunk;
    }

    /** Appends a record and returns its address, which is never negative. */
    long add(int tag, byte[] bytes, int offset, int length) {
        long address = allocate(Math.addExact(HEADER, length));
        write(address, tag, bytes, offset, length);
        return address;
    }

    /** Overwrites a record by one that is not longer. */
    void write(long address, int tag, byte[] bytes, int offset, int length) {
        byte[] chunk = chunk(address);
        int at = (int) address;
        INTS.set(chunk, at, tag);
        INTS.set(chunk, at + Integer.BYTES, length);
        System.arraycopy(bytes, offset, chunk, at + HEADER, length);
    }

    byte[] chunk(long address) {
        return chunks[(int) (address >>> Integer.SIZE)];
    }

    int tag(long address) {
        return (int) INTS.get(chunk(address), (int) address);
    }

    int length(long address) {
        return (int) INTS.get(chunk(address), (int) address + Integer.BYTES);
    }

    /** Where the bytes start in {@link #chunk}. */
    int offset(long address) {
        return (int) address + HEADER;
    }

    /** Memory of all chunks. */
    long bytes() {
        return bytes;
    }

    /** Forgets all records and keeps one chunk for the next ones. */
    void reset() {
        byte[] kept = current < 0 ? null : chunks[current];
        memory.grow(-bytes);
        Arrays.fill(chunks, null);
        chunkCount = 0;
        bytes = 0;
        current = -1;
        used = 0;
        if (kept != null) {
            current = addChunk(kept);
        }
    }

    private long allocate(int size) {
        if (current >= 0 && size <= chunks[current].length - used) {
            int at = used;
            used += size;
            return (long) current << Integer.SIZE | at;
        }
        if (size > maxChunk / OWN_CHUNK_SHARE) {
            return (long) addChunk(new byte[size]) << Integer.SIZE;
        }
        int next = current < 0 ? FIRST_CHUNK : 2 * chunks[current].length;
        current = addChunk(new byte[Math.min(maxChunk, Math.max(next, OWN_CHUNK_SHARE * size))]);
        used = size;
        return (long) current << Integer.SIZE;
    }

    private int addChunk(byte[] chunk) {
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * chunks.length);
        }
        chunks[chunkCount] = chunk;
        bytes += chunk.length;
        memory.grow(chunk.length);
        return chunkCount++;
    }
}
