package io.vitesslake.write;

/**
 * Sizes of the files that are written.
 *
 * @param targetFileBytes a file is closed when it has grown beyond this
 * @param rowGroupBytes bytes that one open file holds in memory before it encodes them to storage
 * @param maxOpenFiles files open at a time for the rows of a batch, and as many again for its deletes under each partition
 *     spec; when more partitions take turns, the one longest unused is closed
 */
public record WriteOptions(long targetFileBytes, long rowGroupBytes, int maxOpenFiles) {

    private static final long MIB = 1024 * 1024;

    /** 256 MiB files of 32 MiB row groups: readers split by row group, and eight open files stay within 256 MiB of heap. */
    public static final WriteOptions DEFAULT = new WriteOptions(256 * MIB, 32 * MIB, 8);

    public WriteOptions {
        // Iceberg holds the row group size in an int.
        if (targetFileBytes < 1 || rowGroupBytes < 1 || rowGroupBytes > Integer.MAX_VALUE || maxOpenFiles < 1) {
            throw new IllegalArgumentException("Invalid write options: file " + targetFileBytes + " B, row group "
                    + rowGroupBytes + " B, open files " + maxOpenFiles);
        }
    }
}
