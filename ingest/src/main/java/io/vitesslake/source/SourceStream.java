package io.vitesslake.source;

/** One open stream. All methods but {@link #close} are for the thread that drains the inbox. */
public interface SourceStream extends AutoCloseable {

    /**
     * Decodes one response of this stream into events and then lets the stream send more.
     *
     * @throws io.vitesslake.change.CodedException SOURCE when the response holds what cannot be mirrored
     */
    void deliver(Signal.Response response, SourceListener listener);

    /** Ends the stream; signals still in the inbox are to be ignored by {@link Signal#stream}. Idempotent, any thread. */
    @Override
    void close();
}
