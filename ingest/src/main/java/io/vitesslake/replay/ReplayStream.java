package io.vitesslake.replay;

import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One VStream RPC: sends its script as fast as the client reads and the pace allows, then heartbeats until the client leaves. gRPC
 * threads and the timer call it; one lock guards it.
 */
final class ReplayStream {

    /** Enough ahead of the socket that building the next response overlaps with sending this one. */
    private static final int BYTES_AHEAD = 4 << 20;

    private final ServerCallStreamObserver<Payload> client;
    private final ReplayScript script;
    private final ReplayPace pace;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final long startNanos = System.nanoTime();
    private Optional<ScheduledFuture<?>> heartbeats = Optional.empty();
    private long lastSentNanos = startNanos;
    private long rowsSent;
    private boolean waiting;
    private boolean over;

    ReplayStream(
            ServerCallStreamObserver<Payload> client,
            ReplayScript script,
            ReplayPace pace,
            Clock clock,
            ScheduledExecutorService timer) {
        this.client = client;
        this.script = script;
        this.pace = pace;
        this.clock = clock;
        this.timer = timer;
    }

    synchronized void start(Duration heartbeat) {
        client.setOnReadyThreshold(BYTES_AHEAD);
        client.setOnReadyHandler(this::send);
        client.setOnCancelHandler(this::end);
        if (!heartbeat.isZero()) {
            long nanos = heartbeat.toNanos();
            heartbeats =
                    Optional.of(timer.scheduleAtFixedRate(() -> beat(nanos), nanos, nanos / 2, TimeUnit.NANOSECONDS));
        }
    }

    /** Ends the stream with an error, as a VTGate that goes away. */
    synchronized void cut(Status status) {
        if (!over) {
            end();
            client.onError(status.asRuntimeException());
        }
    }

    synchronized boolean isOver() {
        return over;
    }

    private synchronized void end() {
        over = true;
        heartbeats.ifPresent(task -> task.cancel(false));
    }

    private synchronized void send() {
        while (!over && !waiting && client.isReady()) {
            long wait = pace.nanosToWait(rowsSent, System.nanoTime() - startNanos);
            if (wait > 0) {
                waiting = true;
                ScheduledFuture<?> unused = timer.schedule(this::resume, wait, TimeUnit.NANOSECONDS);
                return;
            }
            Optional<Payload> next = nextOrCut();
            if (next.isEmpty()) {
                return;
            }
            rowsSent += next.get().rows();
            lastSentNanos = System.nanoTime();
            client.onNext(next.get());
        }
    }

    private Optional<Payload> nextOrCut() {
        try {
            return script.next();
        } catch (StatusRuntimeException refused) {
            cut(refused.getStatus());
            return Optional.empty();
        }
    }

    private synchronized void resume() {
        waiting = false;
        send();
    }

    private synchronized void beat(long intervalNanos) {
        if (!over && client.isReady() && System.nanoTime() - lastSentNanos >= intervalNanos) {
            lastSentNanos = System.nanoTime();
            VEvent event = VEvent.newBuilder()
                    .setType(VEventType.HEARTBEAT)
                    .setTimestamp(clock.instant().getEpochSecond())
                    .build();
            client.onNext(Payload.of(List.of(Segment.of(Segment.Kind.OTHER, Bytes.of(event)))));
        }
    }
}
