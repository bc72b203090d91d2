package io.vitesslake.replay;

import binlogdata.Binlogdata.RowChange;
import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VGtid;
import io.vitess.proto.Query;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.source.GtidSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The simplest correct client: buffers each shard from BEGIN, applies at COMMIT, remembers the VGTID. Checks on the way what every
 * VStream promises: a FIELD before rows, positions that only grow, and (as long as it is strict) changes that fit the rows it has.
 */
final class Follower {

    /** table → key → whole row */
    final Map<String, Map<String, String>> rows = new TreeMap<>();

    VGtid position;
    long copiedRows;
    final List<String> copyCompleted = new ArrayList<>();
    final Set<String> tablesSeen = new HashSet<>();

    private final Map<String, List<Integer>> keyColumns = new HashMap<>();
    private final Map<String, List<VEvent>> open = new HashMap<>();
    private VGtid told = VGtid.getDefaultInstance();
    private boolean strict = true;

    Follower(VGtid start) {
        this.position = start;
    }

    /** A second client that has committed what this one has, and opens a stream of its own. */
    Follower fork() {
        Follower fork = new Follower(position);
        rows.forEach((table, map) -> fork.rows.put(table, new TreeMap<>(map)));
        fork.copiedRows = copiedRows;
        return fork;
    }

    /** Copied rows may repeat keys that events brought, and events may change rows not copied yet. */
    Follower tolerant() {
        strict = false;
        return this;
    }

    Map<String, String> rows(String table) {
        return rows.getOrDefault(table, Map.of());
    }

    /** True when the response ended a transaction or told a position of its own. */
    boolean apply(VStreamResponse response) {
        boolean ended = false;
        for (VEvent event : response.getEventsList()) {
            ended |= apply(event);
        }
        return ended;
    }

    private boolean apply(VEvent event) {
        List<VEvent> ofShard = open.computeIfAbsent(event.getShard(), shard -> new ArrayList<>());
        switch (event.getType()) {
            case BEGIN -> ofShard.clear();
            case FIELD -> describe(event);
            case ROW -> ofShard.add(event);
            case VGTID -> position(event.getVgtid());
            case COMMIT, DDL, OTHER -> {
                ofShard.forEach(this::row);
                ofShard.clear();
                position = told;
                return true;
            }
            case COPY_COMPLETED -> copyCompleted.add(event.getShard());
            case HEARTBEAT -> {}
            default -> throw new AssertionError("Unexpected event " + event.getType());
        }
        return false;
    }

    private void describe(VEvent event) {
        tablesSeen.add(RecordedEvents.bareName(event.getFieldEvent().getTableName()));
        List<Integer> keys = new ArrayList<>();
        for (int i = 0; i < event.getFieldEvent().getFieldsCount(); i++) {
            if ((event.getFieldEvent().getFields(i).getFlags() & 2) != 0) {
                keys.add(i);
            }
        }
        keyColumns.put(event.getShard() + "/" + event.getFieldEvent().getTableName(), keys);
    }

    private void position(VGtid next) {
        for (ShardGtid before : told.getShardGtidsList()) {
            for (ShardGtid after : next.getShardGtidsList()) {
                boolean known =
                        !before.getGtid().equals("current") && before.getShard().equals(after.getShard());
                if (known && !GtidSet.parse(after.getGtid()).contains(GtidSet.parse(before.getGtid()))) {
                    throw new AssertionError("The position went back from " + before + " to " + after);
                }
            }
        }
        told = next;
    }

    private void row(VEvent event) {
        String table = RecordedEvents.bareName(event.getRowEvent().getTableName());
        tablesSeen.add(table);
        List<Integer> keys =
                keyColumns.get(event.getShard() + "/" + event.getRowEvent().getTableName());
        if (keys == null) {
            throw new AssertionError("A row of " + table + " on " + event.getShard() + " came before its FIELD");
        }
        Map<String, String> known = rows.computeIfAbsent(table, name -> new TreeMap<>());
        copiedRows += StreamReader.isCopied(event) ? event.getRowEvent().getRowChangesCount() : 0;
        for (RowChange change : event.getRowEvent().getRowChangesList()) {
            if (change.hasBefore()) {
                String had = known.remove(text(change.getBefore(), keys));
                boolean same = text(change.getBefore(), all(change.getBefore())).equals(had);
                require(same, "changed a row that was not there as it says", change);
            }
            if (change.hasAfter()) {
                String had = known.put(text(change.getAfter(), keys), text(change.getAfter(), all(change.getAfter())));
                require(had == null, "brought a row that was there", change);
            }
        }
    }

    private void require(boolean fits, String what, RowChange change) {
        if (strict && !fits) {
            throw new AssertionError("The stream " + what + ": " + change);
        }
    }

    private static List<Integer> all(Query.Row row) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < row.getLengthsCount(); i++) {
            all.add(i);
        }
        return all;
    }

    private static String text(Query.Row row, List<Integer> columns) {
        List<String> values = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < row.getLengthsCount(); i++) {
            int length = (int) row.getLengths(i);
            if (columns.contains(i)) {
                values.add(
                        length < 0
                                ? "NULL"
                                : row.getValues()
                                        .substring(offset, offset + length)
                                        .toStringUtf8());
            }
            offset += Math.max(length, 0);
        }
        return values.stream().collect(Collectors.joining("|"));
    }
}
