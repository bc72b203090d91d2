package io.vitesslake.source;

import io.vitesslake.change.CodedException;

/** What a stream puts into the {@link Inbox}. */
public sealed interface Signal {

    SourceStream stream();

    /**
     * One response as received.
     *
     * @param bytes a serialized {@code vtgate.VStreamResponse}, owned by the receiver
     */
    record Response(SourceStream stream, byte[] bytes) implements Signal {}

    /**
     * The stream is over.
     *
     * @param error why, classified
     * @param retryable whether opening again at the last position may help
     */
    record Failed(SourceStream stream, CodedException error, boolean retryable) implements Signal {

        /** Reason of an error by which a tablet does not know the stream's table. */
        public static final String MISSING_TABLE = "missing-table";

        /**
         * Whether, when opening again does not help for a while, the table is to be stopped rather than the sync: the source is
         * fine, but its tablets do not know the table.
         */
        public boolean blamesTable() {
            return error.reason().equals(MISSING_TABLE);
        }
    }
}
