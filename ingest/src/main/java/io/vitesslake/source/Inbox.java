package io.vitesslake.source;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Signals of all open streams, in order of arrival. Streams put from their own threads; the loop alone polls. */
public final class Inbox {

    /** What the loop's thread does while there is no signal. */
    public interface Lull {

        /** Returns after the time given at the latest, or as soon as there may be a signal. */
        void pass(long millis) throws InterruptedException;
    }

    // Unbounded here: each stream bounds its own unread bytes by asking VTGate for no more.
    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Optional<Lull> lull;

    /** The loop's thread sleeps until a signal arrives. */
    public Inbox() {
        this.lull = Optional.empty();
    }

    /** For a world in which all happens in the loop's thread: the lull lets it go on. */
    public Inbox(Lull lull) {
        this.lull = Optional.of(lull);
    }

    public void put(Signal signal) {
        signals.add(signal);
    }

    /** The next signal, or null when none came in time. */
    public Signal poll(long timeoutMillis) throws InterruptedException {
        Signal ready = signals.poll();
        if (ready != null) {
            return ready;
        }
        if (lull.isEmpty()) {
            return signals.poll(timeoutMillis, TimeUnit.MILLISECONDS);
        }
        lull.get().pass(timeoutMillis);
        return signals.poll();
    }
}
