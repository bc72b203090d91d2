package io.vitesslake.source;

/** Opens streams of changes. Real: a VTGate; in tests: a script. */
public interface ChangeSource extends AutoCloseable {

    /**
     * Starts a stream. Never blocks on the network: a failure arrives as a {@link Signal.Failed}.
     *
     * @param inbox receives the signals of this stream, from other threads
     */
    SourceStream open(StreamRequest request, Inbox inbox);

    @Override
    void close();
}
