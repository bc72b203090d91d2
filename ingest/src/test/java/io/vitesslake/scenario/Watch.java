package io.vitesslake.scenario;

import binlogdata.Binlogdata.RowChange;
import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import binlogdata.Binlogdata.VGtid;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vitess.proto.Query.QueryResult;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Signal;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.StreamRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One open stream of a script, and what a client that keeps rows by key makes of it. */
final class Watch implements AutoCloseable {

    private final Scene scene;
    private final Map<Shard, ShardLines> lines;
    private final Map<Shard, Map<String, TreeMap<Long, String>>> rows;
    private final Inbox inbox = new Inbox();
    private final SourceStream stream;
    private final Map<Shard, List<VEvent>> open = new HashMap<>();
    private final Map<Shard, ShardGtid> told = new HashMap<>();
    private final Map<Shard, ShardGtid> committed = new HashMap<>();
    private final Map<Shard, QueryResult> lastKeys = new HashMap<>();
    private boolean allCopied;

    Watch(
            Scene scene,
            Map<Shard, ShardLines> lines,
            Map<Shard, Map<String, TreeMap<Long, String>>> rows,
            StreamRequest request) {
        this.scene = scene;
        this.lines = lines;
        this.rows = rows;
        this.stream = scene.source().open(request, inbox);
    }

    /** Reads until every shard has told its newest transaction and has nothing left to copy. */
    void untilCaughtUp() {
        while (!scene.shards().stream().allMatch(this::isCaughtUp)) {
            read();
        }
    }

    /** Reads until a copy packet of every shard has ended. */
    void untilCopying() {
        while (!lastKeys.keySet().containsAll(scene.shards())) {
            read();
        }
    }

    /** What the shard's position listed as the last key of a copy. */
    QueryResult lastKey(Shard shard) {
        return lastKeys.get(shard);
    }

    boolean hasAllCopied() {
        return allCopied;
    }

    private boolean isCaughtUp(Shard shard) {
        ShardGtid at = committed.get(shard);
        return at != null
                && at.getTablePKsCount() == 0
                && GtidSet.parse(at.getGtid()).contains(scene.executed(shard));
    }

    private void read() {
        Optional<Signal> signal = scene.next(inbox);
        if (signal.isEmpty()) {
            throw new AssertionError("Nothing more comes; the shards have told " + committed);
        }
        if (signal.get() instanceof Signal.Failed failed) {
            throw failed.error();
        }
        Signal.Response response = (Signal.Response) signal.get();
        try {
            VStreamResponse.parseFrom(response.bytes()).getEventsList().forEach(this::take);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
        stream.deliver(response, new Deaf());
    }

    private void take(VEvent event) {
        if (event.getType() == VEventType.HEARTBEAT) {
            return;
        }
        if (event.getShard().isEmpty()) {
            allCopied |= event.getType() == VEventType.COPY_COMPLETED;
            return;
        }
        Shard shard = new Shard(event.getKeyspace(), event.getShard());
        open.computeIfAbsent(shard, s -> new ArrayList<>()).add(event);
        switch (event.getType()) {
            case VGTID -> position(event.getVgtid());
            case COMMIT, DDL, OTHER, COPY_COMPLETED -> end(shard);
            default -> {}
        }
    }

    /** A position tells of the other shards what they told themselves last. */
    private void position(VGtid vgtid) {
        for (ShardGtid at : vgtid.getShardGtidsList()) {
            Shard shard = new Shard(at.getKeyspace(), at.getShard());
            ShardGtid before = told.put(shard, at);
            if (before != null && !before.equals(at) && !open.containsKey(shard)) {
                throw new AssertionError("Position of " + shard + " moved by itself from " + before + " to " + at);
            }
        }
    }

    private void end(Shard shard) {
        List<VEvent> events = open.remove(shard);
        lines.get(shard).add(events);
        for (VEvent event : events) {
            event.getRowEvent().getRowChangesList().forEach(change -> apply(shard, event, change));
            if (event.getType() == VEventType.VGTID) {
                ShardGtid at = told.get(shard);
                committed.put(shard, at);
                at.getTablePKsList().stream()
                        .filter(table -> table.hasLastpk())
                        .forEach(table -> lastKeys.put(shard, table.getLastpk()));
            }
        }
    }

    private void apply(Shard shard, VEvent event, RowChange change) {
        TreeMap<Long, String> table =
                rows.get(shard).computeIfAbsent(event.getRowEvent().getTableName(), t -> new TreeMap<>());
        if (change.hasBefore()) {
            table.remove(Long.parseLong(ShardLines.values(change.getBefore()).get(0)));
        }
        if (change.hasAfter()) {
            List<String> values = ShardLines.values(change.getAfter());
            table.put(Long.parseLong(values.get(0)), values.get(1));
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
