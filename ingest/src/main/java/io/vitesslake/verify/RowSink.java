package io.vitesslake.verify;

/** Receives the rows of one side. */
interface RowSink {

    /**
     * @param values canonical ones in the order of the {@link Layout}, null for NULL; may be kept
     * @param writtenAt in the lake, sequence number of the snapshot since when the row stands there unchanged; 0 in the source
     */
    void row(String[] values, long writtenAt);
}
