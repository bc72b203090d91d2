package io.vitesslake.replay;

import binlogdata.Binlogdata.FieldEvent;
import binlogdata.Binlogdata.RowChange;
import binlogdata.Binlogdata.RowEvent;
import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.TableLastPK;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import binlogdata.Binlogdata.VGtid;
import com.google.protobuf.ByteString;
import io.vitess.proto.Query;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.source.TableInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A keyspace small enough to know by heart, which writes down what a VTGate would have sent of it: tables with a number as key and a
 * text, spread over shards, with transactions, copies and a reshard.
 */
final class FakeSource {

    static final String KEYSPACE = "shop";

    private final List<byte[]> main = new ArrayList<>();
    private final Map<String, List<byte[]>> copies = new TreeMap<>();
    private final Map<String, TreeMap<Long, String>> tables = new TreeMap<>();
    private final List<String> described = new ArrayList<>();
    private Map<String, Long> position = new LinkedHashMap<>();
    private int generation;

    FakeSource(List<String> tableNames, List<String> shards) {
        tableNames.forEach(table -> tables.put(table, new TreeMap<>()));
        shards.forEach(shard -> position.put(shard, 10L));
        Map<String, String> told = new LinkedHashMap<>();
        shards.forEach(shard -> told.put(shard, "current"));
        for (String shard : shards) {
            told.put(shard, gtidSet(shard));
            main.add(response(vgtid(shard, told, Map.of()), event(VEventType.OTHER, shard)));
        }
    }

    RecordedKeyspace recorded() {
        List<TableInfo> infos = tables.keySet().stream()
                .map(name -> new TableInfo(
                        name,
                        List.of("id"),
                        List.of(),
                        List.of("id"),
                        TableInfo.VschemaType.NORMAL,
                        false,
                        100,
                        "InnoDB",
                        true))
                .toList();
        return RecordedKeyspace.parse(KEYSPACE, infos, main, copies);
    }

    Map<Long, String> rows(String table) {
        return Map.copyOf(tables.get(table));
    }

    String shardOf(long id) {
        return List.copyOf(position.keySet()).get((int) (id % position.size()));
    }

    FakeSource put(String table, long id, String text) {
        String before = tables.get(table).put(id, text);
        return change(table, id, Optional.ofNullable(before), Optional.of(text));
    }

    FakeSource delete(String table, long id) {
        String before = tables.get(table).remove(id);
        return change(table, id, Optional.of(before), Optional.empty());
    }

    FakeSource ddl(String table) {
        for (String shard : position.keySet()) {
            String gtid = nextGtid(shard);
            VEvent.Builder ddl = event(VEventType.DDL, shard)
                    .setStatement("alter table `" + table + "` comment 'x'")
                    .setTimestamp(1)
                    .setEventGtid(gtid);
            main.add(response(vgtid(shard, positions(), Map.of()), ddl));
            described.remove(shard + table);
        }
        return this;
    }

    FakeSource heartbeat() {
        main.add(response(VEvent.newBuilder().setType(VEventType.HEARTBEAT).setTimestamp(1)));
        return this;
    }

    /** The keyspace goes on with other shards; the journal itself is never told. */
    FakeSource reshard(List<String> shards) {
        generation++;
        position = new LinkedHashMap<>();
        shards.forEach(shard -> position.put(shard, 100L));
        return this;
    }

    /** Writes down a copy of a table as it is now, in packets of at most so many rows, the shards in turns. */
    FakeSource copy(String table, int packetRows) {
        List<byte[]> copy = new ArrayList<>();
        Map<String, String> told = new LinkedHashMap<>();
        Map<String, TableLastPK> keys = new LinkedHashMap<>();
        Map<String, List<Map.Entry<Long, String>>> left = new LinkedHashMap<>();
        for (String shard : position.keySet()) {
            told.put(shard, "");
            keys.put(shard, TableLastPK.newBuilder().setTableName(table).build());
            left.put(
                    shard,
                    new ArrayList<>(tables.get(table).entrySet().stream()
                            .filter(row -> shardOf(row.getKey()).equals(shard))
                            .toList()));
        }
        for (String shard : position.keySet()) {
            told.put(shard, gtidSet(shard));
            copy.add(response(event(VEventType.BEGIN, shard), field(table, shard)));
            copy.add(response(vgtid(shard, told, keys)));
        }
        while (left.values().stream().anyMatch(rows -> !rows.isEmpty())) {
            left.forEach((shard, rows) -> {
                List<Map.Entry<Long, String>> packet = rows.subList(0, Math.min(packetRows, rows.size()));
                if (!packet.isEmpty()) {
                    keys.put(shard, lastPk(table, packet.get(packet.size() - 1).getKey()));
                    copy.add(packet(table, shard, packet, vgtid(shard, told, keys)));
                    packet.clear();
                }
            });
        }
        for (String shard : position.keySet()) {
            keys.remove(shard);
            copy.add(response(
                    event(VEventType.BEGIN, shard), vgtid(shard, told, keys), event(VEventType.COMMIT, shard)));
            copy.add(response(event(VEventType.COPY_COMPLETED, shard)));
        }
        copies.put(table, copy);
        return this;
    }

    private byte[] packet(String table, String shard, List<Map.Entry<Long, String>> rows, VEvent.Builder vgtid) {
        VStreamResponse.Builder response = VStreamResponse.newBuilder();
        for (Map.Entry<Long, String> row : rows) {
            RowChange.Builder change = RowChange.newBuilder().setAfter(row(row.getKey(), row.getValue()));
            response.addEvents(rowEvent(table, shard, change));
        }
        return response.addEvents(vgtid)
                .addEvents(event(VEventType.COMMIT, shard))
                .build()
                .toByteArray();
    }

    private FakeSource change(String table, long id, Optional<String> before, Optional<String> after) {
        String shard = shardOf(id);
        RowChange.Builder change = RowChange.newBuilder();
        before.ifPresent(text -> change.setBefore(row(id, text)));
        after.ifPresent(text -> change.setAfter(row(id, text)));
        String gtid = nextGtid(shard);
        VStreamResponse.Builder response = VStreamResponse.newBuilder();
        response.addEvents(event(VEventType.BEGIN, shard));
        if (!described.contains(shard + table)) {
            described.add(shard + table);
            response.addEvents(field(table, shard));
        }
        response.addEvents(rowEvent(table, shard, change));
        response.getEventsBuilderList().forEach(event -> event.setTimestamp(1).setEventGtid(gtid));
        response.addEvents(vgtid(shard, positions(), Map.of()));
        response.addEvents(event(VEventType.COMMIT, shard).setTimestamp(1).setEventGtid(gtid));
        main.add(response.build().toByteArray());
        return this;
    }

    private String nextGtid(String shard) {
        long next = position.merge(shard, 1L, Long::sum);
        return uuid(shard) + ":" + next;
    }

    private String uuid(String shard) {
        int index = List.copyOf(position.keySet()).indexOf(shard);
        return String.format("%08x-0000-0000-0000-00000000000%d", generation * 16 + index, index);
    }

    private String gtidSet(String shard) {
        return "MySQL56/" + uuid(shard) + ":1-" + position.get(shard);
    }

    private Map<String, String> positions() {
        Map<String, String> told = new LinkedHashMap<>();
        position.keySet().forEach(shard -> told.put(shard, gtidSet(shard)));
        return told;
    }

    private static VEvent.Builder event(VEventType type, String shard) {
        return VEvent.newBuilder().setType(type).setKeyspace(KEYSPACE).setShard(shard);
    }

    private static VEvent.Builder vgtid(String shard, Map<String, String> told, Map<String, TableLastPK> keys) {
        VGtid.Builder vgtid = VGtid.newBuilder();
        told.forEach((name, gtid) -> {
            ShardGtid.Builder one = vgtid.addShardGtidsBuilder()
                    .setKeyspace(KEYSPACE)
                    .setShard(name)
                    .setGtid(gtid);
            Optional.ofNullable(keys.get(name)).ifPresent(one::addTablePKs);
        });
        return event(VEventType.VGTID, shard).setVgtid(vgtid);
    }

    private static VEvent.Builder field(String table, String shard) {
        return event(VEventType.FIELD, shard)
                .setFieldEvent(FieldEvent.newBuilder()
                        .setTableName(KEYSPACE + "." + table)
                        .setKeyspace(KEYSPACE)
                        .setShard(shard)
                        .addFields(Query.Field.newBuilder()
                                .setName("id")
                                .setType(Query.Type.INT64)
                                .setFlags(2))
                        .addFields(Query.Field.newBuilder().setName("text").setType(Query.Type.VARCHAR)));
    }

    private static VEvent.Builder rowEvent(String table, String shard, RowChange.Builder change) {
        return event(VEventType.ROW, shard)
                .setRowEvent(RowEvent.newBuilder()
                        .setTableName(KEYSPACE + "." + table)
                        .setKeyspace(KEYSPACE)
                        .setShard(shard)
                        .addRowChanges(change));
    }

    private static TableLastPK lastPk(String table, long id) {
        ByteString text = ByteString.copyFromUtf8(Long.toString(id));
        return TableLastPK.newBuilder()
                .setTableName(table)
                .setLastpk(Query.QueryResult.newBuilder()
                        .addFields(Query.Field.newBuilder()
                                .setName("id")
                                .setType(Query.Type.INT64)
                                .setFlags(2))
                        .addRows(Query.Row.newBuilder().addLengths(text.size()).setValues(text)))
                .build();
    }

    private static Query.Row row(long id, String text) {
        String key = Long.toString(id);
        return Query.Row.newBuilder()
                .addLengths(key.length())
                .addLengths(text.length())
                .setValues(ByteString.copyFromUtf8(key + text))
                .build();
    }

    private static byte[] response(VEvent.Builder... events) {
        VStreamResponse.Builder response = VStreamResponse.newBuilder();
        for (VEvent.Builder event : events) {
            response.addEvents(event);
        }
        return response.build().toByteArray();
    }
}
