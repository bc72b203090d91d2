package io.vitesslake.replay;

import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.TableLastPK;
import binlogdata.Binlogdata.VEvent;
import io.vitess.proto.Query;
import io.vitesslake.source.GtidSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the copy of one table out of a recorded copy stream and leaves its running transactions alone: those come from the main
 * recording, so that all streams of a keyspace tell the same story. Not thread-safe; one use.
 */
final class CopyParser implements RecordedEvents.Visitor {

    private final String table;
    private final List<CopyUnit> units = new ArrayList<>();
    private final Map<String, Segment> fields = new HashMap<>();
    private final Set<String> ended = new HashSet<>();
    private Optional<Segment> rows = Optional.empty();

    private CopyParser(String table) {
        this.table = table;
    }

    static CopyRecording parse(String table, Iterable<byte[]> recorded) {
        CopyParser parser = new CopyParser(table);
        for (byte[] response : recorded) {
            RecordedEvents.walk(response, parser);
        }
        return new CopyRecording(table, parser.units);
    }

    @Override
    public void event(VEvent event, Bytes bytes) {
        if (!RecordedEvents.isCopied(event) || ended.contains(event.getShard())) {
            return;
        }
        if (event.hasFieldEvent()) {
            field(event, RecordedEvents.field(event, bytes));
        } else if (event.hasVgtid()) {
            position(event);
        }
    }

    @Override
    public void rows(String shard, boolean copied, Segment segment) {
        if (!copied || !segment.table().equals(table)) {
            return;
        }
        if (rows.isPresent() && !rows.get().joins(segment)) {
            throw new IllegalArgumentException("Cannot replay a copy of " + table
                    + " whose packets are spread over responses. Record this table alone.");
        }
        rows = Optional.of(rows.isPresent() ? rows.get().and(segment) : segment);
    }

    private void field(VEvent event, Segment field) {
        if (field.table().equals(table)) {
            fields.putIfAbsent(event.getShard(), field);
        }
    }

    private void position(VEvent event) {
        String shard = event.getShard();
        if (!fields.containsKey(shard)) {
            return;
        }
        ShardGtid told = event.getVgtid().getShardGtidsList().stream()
                .filter(candidate -> candidate.getShard().equals(shard))
                .findFirst()
                .orElseThrow();
        if (units.stream().noneMatch(unit -> unit.shard().equals(shard))) {
            units.add(new CopyUnit.Start(shard, GtidSet.parse(told.getGtid()), fields.get(shard)));
            if (rows.isEmpty()) {
                return;
            }
        }
        Optional<Query.QueryResult> lastPk = told.getTablePKsList().stream()
                .filter(pk -> pk.getTableName().equals(table) && pk.hasLastpk())
                .map(TableLastPK::getLastpk)
                .findFirst();
        if (rows.isPresent()) {
            units.add(new CopyUnit.Packet(shard, rows.get(), lastPk.orElseThrow()));
            rows = Optional.empty();
        } else {
            units.add(new CopyUnit.End(shard));
            ended.add(shard);
        }
    }
}
