package io.vitesslake.buffer;

import java.util.Objects;

/**
 * Where and when buffers spill.
 *
 * @param disk holds what does not fit into memory
 * @param chunkBytes largest block of memory taken at once for rows; a larger row takes one of its own
 * @param transactionBytes memory of one unfinished transaction beyond which it goes to disk
 * @param mergeBlockBytes memory of one block of a batch that is merged from disk
 * @param touchedBytes most memory of one table's {@link TouchedKeys}
 */
public record BufferOptions(
        SpillDisk disk, int chunkBytes, long transactionBytes, int mergeBlockBytes, long touchedBytes) {

    /** Large enough to make a chunk's cost per row vanish, small enough to waste little in each of many tables. */
    public static final int DEFAULT_CHUNK_BYTES = 1 << 20;

    /** A transaction of this size is rare; smaller ones stay clear of the disk. */
    public static final long DEFAULT_TRANSACTION_BYTES = 32L << 20;

    /** About one row group of Parquet. */
    public static final int DEFAULT_MERGE_BLOCK_BYTES = 8 << 20;

    /** Holds about 5 million keys; beyond that every key is taken for touched. */
    public static final long DEFAULT_TOUCHED_BYTES = 16L << 20;

    private static final int MIN_CHUNK_BYTES = 64;
    private static final int MAX_CHUNK_BYTES = 1 << 30;

    public BufferOptions {
        Objects.requireNonNull(disk, "disk");
        boolean chunk = chunkBytes >= MIN_CHUNK_BYTES && chunkBytes <= MAX_CHUNK_BYTES;
        if (!chunk || transactionBytes < 0 || mergeBlockBytes <= 0 || touchedBytes < 0) {
            throw new IllegalArgumentException("Invalid buffer options: chunk " + chunkBytes + ", transaction "
                    + transactionBytes + ", merge block " + mergeBlockBytes + ", touched keys " + touchedBytes);
        }
    }

    public static BufferOptions on(SpillDisk disk) {
        return new BufferOptions(
                disk, DEFAULT_CHUNK_BYTES, DEFAULT_TRANSACTION_BYTES, DEFAULT_MERGE_BLOCK_BYTES, DEFAULT_TOUCHED_BYTES);
    }
}
