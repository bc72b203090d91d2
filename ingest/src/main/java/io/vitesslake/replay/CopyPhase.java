package io.vitesslake.replay;

import binlogdata.Binlogdata.TableLastPK;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import io.grpc.Status;
import io.vitess.proto.Query;
import io.vitesslake.source.GtidSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The copy part of one stream: what each shard still lacks, in the recorded order of shards, as VTGate sends it (uvstreamer.go,
 * copy.go): catch-up to the snapshot when resumed, FIELD, packets that end with a VGTID naming their last key, an empty transaction
 * without that key, COPY_COMPLETED. Not thread-safe.
 */
final class CopyPhase {

    private final RecordedKeyspace keyspace;
    private final ReplayRequest request;
    private final Positions positions;
    private final StepWriter steps;
    private final Deque<Payload> out;
    private final Deque<CopyUnit> units = new ArrayDeque<>();
    private final Set<String> copying = new HashSet<>();
    private final Set<String> open = new HashSet<>();

    CopyPhase(
            RecordedKeyspace keyspace,
            ReplayRequest request,
            Positions positions,
            StepWriter steps,
            Deque<Payload> out) {
        this.keyspace = keyspace;
        this.request = request;
        this.positions = positions;
        this.steps = steps;
        this.out = out;
        request.starts().forEach((shard, start) -> {
            if (start.copies()) {
                copying.add(shard);
            }
        });
        if (!copying.isEmpty()) {
            plan(copyOf(request.tables().iterator().next()));
        }
    }

    private CopyRecording copyOf(String table) {
        CopyRecording copy = keyspace.copies().get(table);
        if (copy == null) {
            throw ReplayRequest.refused(Status.UNKNOWN, "table " + table + " is not present in the database");
        }
        return copy;
    }

    private void plan(CopyRecording copy) {
        Map<String, Integer> packetsToSkip = new HashMap<>();
        for (String shard : copying) {
            List<CopyUnit> ofShard = copy.unitsOf(shard);
            if (ofShard.isEmpty()) {
                throw ReplayRequest.refused(
                        Status.FAILED_PRECONDITION,
                        "shard provided in VGTID, " + shard + ", has no recorded copy of " + copy.table());
            }
            lastKey(shard).ifPresent(key -> packetsToSkip.put(shard, packetsUpTo(shard, key, ofShard)));
        }
        for (CopyUnit unit : copy.units()) {
            int toSkip = unit instanceof CopyUnit.Packet ? packetsToSkip.getOrDefault(unit.shard(), 0) : 0;
            if (toSkip > 0) {
                packetsToSkip.put(unit.shard(), toSkip - 1);
            } else if (copying.contains(unit.shard())) {
                units.add(unit);
            }
        }
    }

    private Optional<Query.QueryResult> lastKey(String shard) {
        return request.starts().get(shard).copy().filter(TableLastPK::hasLastpk).map(TableLastPK::getLastpk);
    }

    private static int packetsUpTo(String shard, Query.QueryResult key, List<CopyUnit> units) {
        int packets = 0;
        for (CopyUnit unit : units) {
            if (unit instanceof CopyUnit.Packet packet) {
                packets++;
                if (packet.lastPk().getRowsList().equals(key.getRowsList())) {
                    return packets;
                }
            }
        }
        throw ReplayRequest.refused(
                Status.UNIMPLEMENTED,
                "this replay resumes a copy only where a recorded packet ended; no packet of " + shard
                        + " ends at the given lastpk");
    }

    boolean isOver() {
        return units.isEmpty();
    }

    boolean isCopying(String shard) {
        return copying.contains(shard);
    }

    void next() {
        CopyUnit unit = units.remove();
        if (unit instanceof CopyUnit.Start start) {
            start(start);
        } else if (unit instanceof CopyUnit.Packet packet) {
            packet(packet);
        } else {
            end(unit.shard());
        }
    }

    private void start(CopyUnit.Start start) {
        String shard = start.shard();
        boolean resumed = lastKey(shard).isPresent();
        catchUp(start, resumed);
        send(event(VEventType.BEGIN, shard), start.field());
        open.add(shard);
        if (positions.holds(shard, start.position()) && resumed) {
            return;
        }
        positions.moveTo(shard, start.position());
        send(positions.event(shard));
    }

    /** Events between the position asked for and the snapshot: of the table itself only when it has a last key (uvstreamer.go). */
    private void catchUp(CopyUnit.Start start, boolean resumed) {
        String shard = start.shard();
        if (request.starts().get(shard).gtid().isEmpty()) {
            return;
        }
        if (resumed
                && !start.position()
                        .contains(GtidSet.parse(request.starts().get(shard).gtid()))) {
            throw ReplayRequest.refused(
                    Status.UNIMPLEMENTED,
                    "this replay has one snapshot per shard, at " + start.position()
                            + ", which is not after the position given for " + shard);
        }
        for (Step step : keyspace.main().first().stepsOf(shard)) {
            if (positions.holds(shard, step.gtids()) || !start.position().contains(step.gtids())) {
                continue;
            }
            if (resumed) {
                steps.write(step);
            } else {
                steps.writeEmptied(step);
            }
        }
    }

    private void packet(CopyUnit.Packet packet) {
        String shard = packet.shard();
        if (!open.remove(shard)) {
            send(event(VEventType.BEGIN, shard));
        }
        positions.copied(
                shard,
                Optional.of(TableLastPK.newBuilder()
                        .setTableName(packet.rows().table())
                        .setLastpk(packet.lastPk())
                        .build()));
        send(packet.rows(), positions.event(shard), event(VEventType.COMMIT, shard));
    }

    private void end(String shard) {
        positions.copied(shard, Optional.empty());
        send(event(VEventType.BEGIN, shard), positions.event(shard), event(VEventType.COMMIT, shard));
        copying.remove(shard);
        Segment shardDone = event(VEventType.COPY_COMPLETED, shard);
        boolean everyShardCopied = request.starts().values().stream().allMatch(ReplayRequest.Start::copies);
        if (copying.isEmpty() && everyShardCopied) {
            VEvent allDone =
                    VEvent.newBuilder().setType(VEventType.COPY_COMPLETED).build();
            send(shardDone, Segment.of(Segment.Kind.OTHER, Bytes.of(allDone)));
        } else {
            send(shardDone);
        }
    }

    private Segment event(VEventType type, String shard) {
        VEvent event = VEvent.newBuilder()
                .setType(type)
                .setKeyspace(keyspace.name())
                .setShard(shard)
                .build();
        return Segment.of(Segment.Kind.OTHER, Bytes.of(event));
    }

    private void send(Segment... segments) {
        out.add(Payload.of(List.of(segments)));
    }
}
