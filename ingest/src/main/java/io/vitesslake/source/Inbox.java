package io.vitesslake.source;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Signals of all open streams, in order of arrival. Streams put from their own threads; the loop alone polls. */
public final class Inbox {

    // Unbounded here: each stream bounds its own unread bytes by asking VTGate for no more.
    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

    public void put(Signal signal) {
        signals.add(signal);
    }

    /** The next signal, or null when none came in time. */
    public Signal poll(long timeoutMillis) throws InterruptedException {
        Signal ready = signals.poll();
        return ready != null ? ready : signals.poll(timeoutMillis, TimeUnit.MILLISECONDS);
    }
}
