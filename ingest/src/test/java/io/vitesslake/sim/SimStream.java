package io.vitesslake.sim;

import binlogdata.Binlogdata.Rule;
import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import binlogdata.Binlogdata.VGtid;
import io.grpc.Status;
import io.vitess.proto.Vtgate.VStreamRequest;
import io.vitesslake.source.GtidSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** One VStream call at VTGate: tablets by shard, the VGTID over all of them, what is about to be sent. */
final class SimStream {

    private final SimKeyspace keyspace;
    private final Random random;
    private final boolean named;
    private final Set<String> matched = new HashSet<>();
    private final Map<String, ShardGtid.Builder> told = new TreeMap<>();
    private final Map<String, SimTablet> tablets = new TreeMap<>();
    private final Set<String> copied = new HashSet<>();
    private final Deque<List<VEvent>> outgoing = new ArrayDeque<>();
    private SimTablet.Phase phase;
    private boolean atBoundary;

    /** @throws io.grpc.StatusRuntimeException when VTGate would refuse the request */
    SimStream(SimKeyspace keyspace, VStreamRequest request, boolean named, Random random) {
        this.keyspace = keyspace;
        this.random = random;
        this.named = named;
        for (Rule rule : request.getFilter().getRulesList()) {
            if (!rule.getFilter().equals("select * from `" + rule.getMatch() + "`")) {
                throw Status.UNKNOWN.withDescription("unsupported: " + rule).asRuntimeException();
            }
            matched.add(rule.getMatch());
        }
        for (ShardGtid asked : request.getVgtid().getShardGtidsList()) {
            if (keyspace.shard(asked.getShard()) == null) {
                throw Status.FAILED_PRECONDITION
                        .withDescription("shard provided in VGTID, " + asked.getShard() + ", not found")
                        .asRuntimeException();
            }
            told.put(asked.getShard(), asked.toBuilder());
        }
        told.keySet().forEach(this::start);
        phase = phaseOfAll();
    }

    private void start(String shard) {
        SimEvents events = new SimEvents(keyspace.shard(shard), named);
        tablets.put(shard, new SimTablet(keyspace, events, matched, told.get(shard), this::vgtid, random));
    }

    private VGtid vgtid() {
        VGtid.Builder vgtid = VGtid.newBuilder();
        told.values().forEach(shard -> vgtid.addShardGtids(shard.build()));
        return vgtid.build();
    }

    boolean hasMore() {
        return !outgoing.isEmpty() || tablets.values().stream().anyMatch(SimTablet::hasMore);
    }

    /** The next response, or none when the step taken was internal. */
    List<VEvent> next() {
        if (outgoing.isEmpty()) {
            List<SimTablet> busy =
                    tablets.values().stream().filter(SimTablet::hasMore).toList();
            SimTablet tablet = busy.get(random.nextInt(busy.size()));
            phase = tablet.phase();
            boolean crossed = tablets.size() == 1 ? false : atBoundary;
            if (tablet.isBroken() && random.nextBoolean()) {
                // VTGate goes on by itself, with the columns as they are now.
                start(tablet.shard().name());
                return List.of();
            }
            tablet.step().forEach(response -> outgoing.add(withOverall(response)));
            atBoundary = false;
            if (tablet.isAtJournal()) {
                atBoundary = true;
                cross(tablet.journal().orElseThrow());
            } else if (crossed) {
                atBoundary = tablets.values().stream().anyMatch(SimTablet::isAtJournal);
            }
        }
        return outgoing.isEmpty() ? List.of() : outgoing.remove();
    }

    /** Once every shard has told the end of its copy, the last of them tells that of all. */
    private List<VEvent> withOverall(List<VEvent> response) {
        VEvent last = response.get(response.size() - 1);
        if (last.getType() != VEventType.COPY_COMPLETED) {
            return response;
        }
        copied.add(last.getShard());
        if (!copied.containsAll(told.keySet())) {
            return response;
        }
        return List.of(
                last, VEvent.newBuilder().setType(VEventType.COPY_COMPLETED).build());
    }

    // The journal names positions alone: what was being copied is forgotten. Who waits at another journal waits for
    // ever.
    private void cross(SimTransaction.Journal journal) {
        List<SimShard> participants = journal.participants();
        if (!participants.stream().allMatch(p -> tablets.containsKey(p.name()))) {
            throw Status.INTERNAL
                    .withDescription("not all journaling participants are in the stream")
                    .asRuntimeException();
        }
        if (!participants.stream().allMatch(p -> tablets.get(p.name()).journal().equals(Optional.of(journal)))) {
            return;
        }
        for (SimShard participant : participants) {
            told.remove(participant.name());
            tablets.remove(participant.name());
        }
        journal.successors().forEach((shard, position) -> {
            told.put(
                    shard,
                    ShardGtid.newBuilder()
                            .setKeyspace(SimKeyspace.NAME)
                            .setShard(shard)
                            .setGtid(position.toString()));
            start(shard);
        });
    }

    /** A tablet fails and VTGate goes on by itself from what it has sent; tells the phase, or null when none could. */
    SimTablet.Phase retry(boolean unfinished) {
        List<SimTablet> all = tablets.values().stream()
                .filter(tablet -> !tablet.isAtJournal())
                .toList();
        if (!outgoing.isEmpty() || all.isEmpty()) {
            return null;
        }
        SimTablet tablet = all.get(random.nextInt(all.size()));
        if (unfinished) {
            outgoing.addAll(tablet.unfinished());
        }
        start(tablet.shard().name());
        return tablet.phase();
    }

    /** What the tablets, or the one that spoke last, were doing. */
    SimTablet.Phase phase() {
        return phase;
    }

    private SimTablet.Phase phaseOfAll() {
        Collection<SimTablet> all = tablets.values();
        return all.stream().anyMatch(tablet -> tablet.phase() != SimTablet.Phase.RUNNING)
                ? SimTablet.Phase.CATCH_UP
                : SimTablet.Phase.RUNNING;
    }

    /** Whether some but not all participants of a reshard are at their journal, or the new shards have not spoken yet. */
    boolean isAtBoundary() {
        return atBoundary;
    }

    boolean isCopying() {
        return tablets.values().stream().anyMatch(tablet -> tablet.phase() != SimTablet.Phase.RUNNING);
    }

    Set<String> tables() {
        return matched;
    }

    /** Positions of the shards that run. */
    Map<String, GtidSet> positions() {
        Map<String, GtidSet> positions = new TreeMap<>();
        new ArrayList<>(tablets.values())
                .forEach(tablet -> tablet.position()
                        .ifPresent(at -> positions.put(tablet.shard().name(), at)));
        return positions;
    }
}
