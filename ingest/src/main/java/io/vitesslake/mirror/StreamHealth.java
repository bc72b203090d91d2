package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.Signal;
import java.time.Duration;
import java.time.Instant;

/** Opens streams again that hang or stand still though nothing failed. Belongs to the loop's thread. */
final class StreamHealth implements AutoCloseable {

    // VTGate sends a heartbeat every few seconds, so that a stream silent for so long hangs.
    private static final Duration MAX_SILENCE = Duration.ofSeconds(60);

    private final Streams streams;
    private final Watchdog watchdog;
    private final StuckCopies stuckCopies;
    private final HandOverProbe handOvers;
    private final StreamLosses losses;

    StreamHealth(
            Streams streams, Watchdog watchdog, StuckCopies stuckCopies, HandOverProbe handOvers, StreamLosses losses) {
        this.streams = streams;
        this.watchdog = watchdog;
        this.stuckCopies = stuckCopies;
        this.handOvers = handOvers;
        this.losses = losses;
    }

    /** Returns whether some shard began or ceased to lag, which the lake is to know soon. */
    boolean look(Instant now) {
        for (StreamSync stream : streams.all()) {
            if (stream.isSilent(now, MAX_SILENCE)) {
                losses.lost(stream, silent(stream), true);
            }
        }
        watchdog.look(streams.all(), now).forEach(this::stalled);
        stuckCopies.look(streams.all(), now).forEach(doubt -> handOvers.ask(doubt.stream(), doubt.shard()));
        return watchdog.takeNews();
    }

    // Not the first time: the others that hand over may only be late, and to copy anew is dear.
    private void stalled(Watchdog.Stall stall) {
        if (stall.again()) {
            handOvers.ask(stall.stream(), stall.shard());
        }
        losses.lost(stall.stream(), stall.error(), true);
    }

    /** Takes a signal of a stream that carries no tables. */
    void take(Signal signal) {
        handOvers.take(signal).ifPresent(answer -> losses.lost(answer.stream(), answer.error(), true));
    }

    /** Nobody read what streams sent for so long: that nothing came says little. */
    void unread(Duration time, Instant now) {
        streams.all().forEach(stream -> stream.heard(now));
        watchdog.unread(time);
    }

    private static CodedException silent(StreamSync stream) {
        return new CodedException(
                ErrorCode.SOURCE,
                "silent-stream",
                "Cannot go on at " + stream.position() + ": VTGate sent nothing, not even a heartbeat, for "
                        + MAX_SILENCE + ". The stream is opened again; if that does not help, look at VTGate.");
    }

    @Override
    public void close() {
        handOvers.close();
    }
}
