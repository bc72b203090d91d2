package io.vitesslake.replay;

import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import io.grpc.Status;
import io.vitesslake.source.GtidSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All responses of one stream, one after the other: positions of {@code current} shards, then the copy mixed with what runs on shards
 * that do not copy, then the rest of {@code main}. Knows neither network nor time. Not thread-safe.
 */
final class ReplayScript {

    private final RecordedKeyspace keyspace;
    private final Deque<Payload> ready = new ArrayDeque<>();
    private final Positions positions;
    private final CopyPhase copy;
    private final RunningPhase running;

    /** @throws io.grpc.StatusRuntimeException as VTGate refuses such a request, or when the recordings cannot answer it */
    ReplayScript(RecordedKeyspace keyspace, ReplayRequest asked) {
        this.keyspace = keyspace;
        MainRecording main = keyspace.main();
        Epoch asking = epochOf(asked.starts().keySet());
        boolean nowEverywhere = asked.starts().values().stream().allMatch(ReplayRequest.Start::isCurrent)
                && asked.starts().keySet().equals(asking.start().keySet());
        Epoch epoch = nowEverywhere ? main.last() : asking;
        Map<String, ReplayRequest.Start> starts = nowEverywhere ? currentIn(epoch) : asked.starts();
        ReplayRequest request = new ReplayRequest(starts, asked.tables(), asked.bareNames(), asked.heartbeat());
        refusePurged(request, epoch);
        this.positions = new Positions(keyspace.name(), starts);
        StepWriter writer = new StepWriter(positions, request.tables(), ready);
        tellCurrent(starts, epoch);
        this.copy = new CopyPhase(keyspace, request, positions, writer, ready);
        this.running = new RunningPhase(main, epoch, positions, writer);
    }

    /** The next response; empty at the end of what was recorded. */
    Optional<Payload> next() {
        while (ready.isEmpty()) {
            if (!copy.isOver()) {
                copy.next();
                running.nextOf(shard -> !copy.isCopying(shard));
            } else if (!running.next()) {
                return Optional.empty();
            }
        }
        return Optional.of(ready.remove());
    }

    private Epoch epochOf(Set<String> shards) {
        return keyspace.main()
                .epochOf(shards)
                .orElseThrow(() -> ReplayRequest.refused(
                        Status.FAILED_PRECONDITION,
                        "shard provided in VGTID, one of " + shards + ", not found in the " + keyspace.name()
                                + " keyspace"));
    }

    private static Map<String, ReplayRequest.Start> currentIn(Epoch epoch) {
        Map<String, ReplayRequest.Start> starts = new LinkedHashMap<>();
        epoch.start()
                .keySet()
                .forEach(shard -> starts.put(shard, new ReplayRequest.Start(MainParser.CURRENT, Optional.empty())));
        return starts;
    }

    private static void refusePurged(ReplayRequest request, Epoch epoch) {
        request.starts().forEach((shard, start) -> {
            boolean positioned = !start.gtid().isEmpty() && !start.isCurrent();
            if (positioned
                    && !GtidSet.parse(start.gtid()).contains(epoch.start().get(shard))) {
                throw ReplayRequest.refused(
                        Status.UNKNOWN,
                        "Cannot replicate because the source purged required binary logs (errno 1236) (sqlstate HY000): "
                                + shard + " was recorded from " + epoch.start().get(shard) + " on");
            }
        });
    }

    /** Each shard speaks for itself; the others still say {@code current} until they have. */
    private void tellCurrent(Map<String, ReplayRequest.Start> starts, Epoch epoch) {
        Map<String, GtidSet> end = epoch.end();
        starts.forEach((shard, start) -> {
            if (start.isCurrent()) {
                positions.moveTo(shard, end.get(shard));
                VEvent other = VEvent.newBuilder()
                        .setType(VEventType.OTHER)
                        .setKeyspace(keyspace.name())
                        .setShard(shard)
                        .build();
                ready.add(Payload.of(List.of(positions.event(shard), Segment.of(Segment.Kind.OTHER, Bytes.of(other)))));
            }
        });
    }
}
