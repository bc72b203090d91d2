package io.vitesslake.replay;

import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.VEvent;
import io.vitesslake.replay.Segment.Kind;
import io.vitesslake.source.GtidSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the responses of a running stream into epochs of steps. Not thread-safe; one use. */
final class MainParser implements RecordedEvents.Visitor {

    static final String CURRENT = "current";

    private final List<Epoch> epochs = new ArrayList<>();
    private Map<String, GtidSet> start = new LinkedHashMap<>();
    private Map<String, GtidSet> position = new LinkedHashMap<>();
    private List<Step> steps = new ArrayList<>();

    private List<List<Segment>> responses = new ArrayList<>();
    private List<Segment> segments = new ArrayList<>();
    private GtidSet gained = GtidSet.EMPTY;

    private MainParser() {}

    static MainRecording parse(Iterable<byte[]> recorded) {
        MainParser parser = new MainParser();
        for (byte[] response : recorded) {
            RecordedEvents.walk(response, parser);
            parser.endResponse();
        }
        parser.endEpoch();
        return new MainRecording(parser.epochs);
    }

    @Override
    public void rows(String shard, boolean copied, Segment rows) {
        add(rows);
    }

    @Override
    public void event(VEvent event, Bytes bytes) {
        switch (event.getType()) {
            case BEGIN -> {
                forgetOpenStep();
                add(Segment.of(Kind.BEGIN, bytes));
            }
            case FIELD -> add(RecordedEvents.field(event, bytes));
            case VGTID -> position(event);
            case COMMIT -> close(event, Segment.of(Kind.END, bytes));
            case DDL -> close(event, Segment.of(Kind.DDL, bytes));
            case OTHER -> close(event, Segment.of(Kind.OTHER, bytes));
            case HEARTBEAT, COPY_COMPLETED -> {}
            default ->
                throw new IllegalArgumentException("Cannot replay a " + event.getType()
                        + " event. Record the main stream without journal events and without statements.");
        }
    }

    private void add(Segment segment) {
        int last = segments.size() - 1;
        if (last >= 0 && segments.get(last).joins(segment)) {
            segments.set(last, segments.get(last).and(segment));
        } else {
            segments.add(segment);
        }
    }

    private void position(VEvent event) {
        Map<String, GtidSet> told = new LinkedHashMap<>();
        for (ShardGtid shard : event.getVgtid().getShardGtidsList()) {
            boolean known = !shard.getGtid().isEmpty() && !shard.getGtid().equals(CURRENT);
            told.put(shard.getShard(), known ? GtidSet.parse(shard.getGtid()) : GtidSet.EMPTY);
        }
        if (!told.keySet().equals(start.keySet())) {
            endEpoch();
            GtidSet own = gtid(event.getShard(), told);
            told.forEach((shard, gtids) -> start.put(shard, shard.equals(event.getShard()) ? gtids.minus(own) : gtids));
            position.putAll(start);
        }
        told.forEach((shard, gtids) -> learn(shard, gtids));
        gained = told.get(event.getShard()).minus(position.get(event.getShard()));
        add(Segment.POSITION);
    }

    /** The first position of a shard that had not spoken before ({@code current} until then) is where its recording starts. */
    private void learn(String shard, GtidSet gtids) {
        if (start.get(shard).isEmpty() && !gtids.isEmpty()) {
            start.put(shard, gtids);
            position.put(shard, gtids);
        }
    }

    /** GTIDs of the running transaction: what its BEGIN says; none at the start of a stream. */
    private GtidSet gtid(String shard, Map<String, GtidSet> told) {
        if (segments.isEmpty() && responses.isEmpty()) {
            return GtidSet.EMPTY;
        }
        List<Segment> first = responses.isEmpty() ? segments : responses.get(0);
        String gtid = first.get(0).bytes().event().getEventGtid();
        return gtid.isEmpty() ? GtidSet.EMPTY : told.get(shard).intersect(GtidSet.parse(gtid));
    }

    private void close(VEvent event, Segment end) {
        add(end);
        GtidSet own = event.getEventGtid().isEmpty() ? GtidSet.EMPTY : GtidSet.parse(event.getEventGtid());
        GtidSet gtids = gained.union(own);
        if (!gtids.isEmpty()) {
            responses.add(segments);
            steps.add(new Step(event.getShard(), gtids, responses));
            position.merge(event.getShard(), gtids, GtidSet::union);
        }
        forgetOpenStep();
    }

    private void endResponse() {
        if (!segments.isEmpty()) {
            responses.add(segments);
            segments = new ArrayList<>();
        }
    }

    private void forgetOpenStep() {
        responses = new ArrayList<>();
        segments = new ArrayList<>();
        gained = GtidSet.EMPTY;
    }

    private void endEpoch() {
        if (!start.isEmpty()) {
            epochs.add(new Epoch(start, steps));
        }
        start = new LinkedHashMap<>();
        position = new LinkedHashMap<>();
        steps = new ArrayList<>();
    }
}
