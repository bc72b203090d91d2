package io.vitesslake.replay;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.vitess.proto.Vtgate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A VTGate on a loopback port that serves one recorded keyspace through {@code vtgateservice.Vitess} (VStream and Execute). Any number
 * of streams at once; every one starts where its VGTID says. Thread-safe.
 *
 * <p>Unlike a real one it copies one table per stream, resumes a copy only where a recorded packet ended, keeps one snapshot per copy,
 * and knows only {@code select * from t}; what it cannot answer it refuses with UNIMPLEMENTED instead of guessing.
 */
public final class ReplayServer implements AutoCloseable {

    private final RecordedKeyspace keyspace;
    private final ReplayCatalog catalog;
    private final ReplayPace pace;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Set<ReplayStream> streams = ConcurrentHashMap.newKeySet();
    private final Map<Boolean, RecordedKeyspace> byNaming = new ConcurrentHashMap<>();
    private final Server server;

    private final AtomicReference<Instant> firstAsked = new AtomicReference<>();

    private ReplayServer(RecordedKeyspace keyspace, ReplayPace pace, Clock clock) throws IOException {
        this.keyspace = keyspace;
        this.catalog = new ReplayCatalog(keyspace);
        this.pace = pace;
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "replay-timer");
            thread.setDaemon(true);
            return thread;
        });
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder(VitessService.NAME)
                        .addMethod(VitessService.VSTREAM, ServerCalls.asyncServerStreamingCall(this::stream))
                        .addMethod(VitessService.EXECUTE, ServerCalls.asyncUnaryCall(this::execute))
                        .build())
                // As a VTGate: grpc-java alone would end connections that are pinged more often than every 5 minutes.
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .build()
                .start();
    }

    /**
     * Starts on a free loopback port.
     *
     * @param clock for the timestamps of heartbeats
     */
    public static ReplayServer start(RecordedKeyspace keyspace, ReplayPace pace, Clock clock) throws IOException {
        return new ReplayServer(keyspace, pace, clock);
    }

    public int port() {
        return server.getPort();
    }

    /** {@code host:port} for a client. */
    public String address() {
        return "localhost:" + port();
    }

    /** When the first stream from a real position was asked for; empty before, whatever was asked of "current". */
    public Optional<Instant> firstAsked() {
        return Optional.ofNullable(firstAsked.get());
    }

    /** Ends all open streams with UNAVAILABLE, as when a VTGate restarts; new ones are served. */
    public void cutStreams() {
        streams.forEach(stream -> stream.cut(Status.UNAVAILABLE.withDescription("replay: streams were cut")));
        streams.clear();
    }

    @Override
    public void close() {
        server.shutdownNow();
        timer.shutdownNow();
    }

    private void stream(Vtgate.VStreamRequest asked, StreamObserver<Payload> observer) {
        try {
            ReplayRequest request = ReplayRequest.of(asked, keyspace);
            if (asked.getVgtid().getShardGtidsList().stream()
                    .noneMatch(shard -> shard.getGtid().equals("current"))) {
                firstAsked.compareAndSet(null, clock.instant());
            }
            ReplayScript script = new ReplayScript(named(request.bareNames()), request);
            ReplayStream stream =
                    new ReplayStream((ServerCallStreamObserver<Payload>) observer, script, pace, clock, timer);
            streams.removeIf(ReplayStream::isOver);
            streams.add(stream);
            stream.start(request.heartbeat());
        } catch (StatusRuntimeException refused) {
            observer.onError(refused);
        }
    }

    private RecordedKeyspace named(boolean bare) {
        return byNaming.computeIfAbsent(bare, key -> keyspace.named(TableNaming.of(keyspace.name(), key)));
    }

    private void execute(Vtgate.ExecuteRequest request, StreamObserver<Vtgate.ExecuteResponse> observer) {
        observer.onNext(catalog.execute(request));
        observer.onCompleted();
    }
}
