package io.vitesslake.replay;

import static org.assertj.core.api.Assertions.assertThat;

import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.VGtid;
import io.grpc.Status;
import io.vitess.proto.Vtgate.VStreamFlags;
import io.vitess.proto.Vtgate.VStreamResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Pins that the replayed VTGate behaves as a real one does, on a keyspace whose rows are known by heart: two tables, copied while
 * changes go on, then a reshard from two shards to four and more changes.
 */
final class ReplayServerTest implements VStreamClaims {

    private static final List<String> TABLES = List.of("item", "note");

    private static FakeSource source;
    private static ReplayServer server;

    @BeforeAll
    static void start() throws IOException {
        source = new FakeSource(TABLES, List.of("-80", "80-"));
        for (long id = 0; id < 20; id++) {
            source.put("item", id, "first" + id).put("note", id * 7, "n" + id);
        }
        source.heartbeat().copy("item", 3);
        source.put("item", 3, "changed")
                .delete("item", 4)
                .put("item", 40, "new")
                .put("note", 7, "changed");
        source.copy("note", 4);
        source.ddl("item").put("item", 5, "after ddl").put("note", 8, "new");
        source.reshard(List.of("c0-", "-40", "40-80", "80-c0"));
        for (long id = 0; id < 10; id++) {
            source.put("item", id * 3, "resharded" + id).put("note", 1000 + id, "late");
        }
        source.delete("item", 9).heartbeat();
        server = ReplayServer.start(source.recorded(), ReplayPace.UNLIMITED, Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    public String address() {
        return server.address();
    }

    @Override
    public String keyspace() {
        return FakeSource.KEYSPACE;
    }

    @Override
    public List<String> shards() {
        return List.of("-80", "80-");
    }

    @Override
    public Collection<String> tables() {
        return TABLES;
    }

    @Override
    public Map<String, String> truth(String table) {
        Map<String, String> rows = new TreeMap<>();
        source.rows(table).forEach((id, text) -> rows.put(Long.toString(id), id + "|" + text));
        return rows;
    }

    @Override
    public VGtid beginning() {
        VGtid.Builder start = VGtid.newBuilder();
        source.recorded()
                .start()
                .forEach((shard, gtids) -> start.addShardGtidsBuilder()
                        .setKeyspace(keyspace())
                        .setShard(shard)
                        .setGtid(gtids.toString()));
        return start.build();
    }

    @Test
    void theWholeMainStreamGivesTheRowsOfTheSource() {
        Follower follower = follow(new Follower(beginning()), TABLES);
        assertThat(follower.rows("item")).isEqualTo(truth("item"));
        assertThat(follower.rows("note")).isEqualTo(truth("note"));
    }

    @Test
    void currentNamesTheShardsAfterTheReshard() {
        assertThat(current().keySet()).containsExactlyInAnyOrder("-40", "40-80", "80-c0", "c0-");
    }

    @Test
    void aCopyResumedFromAnOlderPositionFirstCatchesUpWithTheTable() {
        VGtid resume = withOlderPosition(firstPacketEnd("item"));
        List<VStreamResponse> first;
        try (StreamReader reader = new StreamReader(address(), StreamReader.request(resume, List.of("item")))) {
            first = List.of(reader.next(), reader.next());
        }
        assertThat(first.get(0).getEvents(1).getFieldEvent().getTableName()).isEqualTo("shop.item");
        assertThat(first.get(0).getEvents(2).getEventGtid()).isNotEmpty();
        Follower resumed = follow(new Follower(resume).tolerant(), List.of("item"));
        assertThat(resumed.rows("item")).isEqualTo(truth("item"));
    }

    @Test
    void aSeedWithAPositionHidesTheTableUntilItsCopyStarts() {
        VGtid.Builder start = VGtid.newBuilder();
        for (int i = 0; i < beginning().getShardGtidsCount(); i++) {
            start.addShardGtids(beginning().getShardGtids(i).toBuilder()
                    .addAllTablePKs(seed("item").getShardGtids(i).getTablePKsList()));
        }
        Follower follower = follow(new Follower(start.build()), List.of("item"));
        assertThat(follower.rows("item")).isEqualTo(truth("item"));
        assertThat(follower.copiedRows).isEqualTo(20);
    }

    @Test
    void aPositionBeforeTheRecordingIsRefusedAsPurged() {
        VGtid purged = VGtid.newBuilder(beginning())
                .setShardGtids(
                        0,
                        ShardGtid.newBuilder(beginning().getShardGtids(0))
                                .setGtid("MySQL56/00000000-0000-0000-0000-000000000000:1-2"))
                .build();
        Status end = end(purged, TABLES);
        assertThat(end.getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(end.getDescription()).contains("purged required binary logs", "errno 1236");
    }

    @Test
    void aStreamOfOneShardAloneCannotFollowTheReshard() {
        VGtid one =
                VGtid.newBuilder().addShardGtids(beginning().getShardGtids(0)).build();
        assertThat(end(one, TABLES).getDescription()).contains("not all journaling participants are in the stream");
    }

    @Test
    void aKeyBetweenPacketsIsRefusedRatherThanGuessed() {
        VGtid.Builder resume = firstPacketEnd("item").toBuilder();
        resume.getShardGtidsBuilderList().stream()
                .flatMap(shard -> shard.getTablePKsBuilderList().stream())
                .filter(key -> key.hasLastpk())
                .forEach(key -> key.getLastpkBuilder()
                        .getRowsBuilder(0)
                        .setValues(com.google.protobuf.ByteString.copyFromUtf8("1")));
        assertThat(end(resume.build(), List.of("item")).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void aStreamThatIsCutCanBeOpenedAgain() {
        try (StreamReader reader = new StreamReader(address(), StreamReader.request(seed("item"), List.of("item")))) {
            reader.next();
            server.cutStreams();
            assertThat(reader.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
        assertThat(follow(new Follower(seed("item")), List.of("item")).rows("item"))
                .isEqualTo(truth("item"));
    }

    @Test
    void aPaceHoldsRowsBack() throws IOException {
        try (ReplayServer slow = ReplayServer.start(source.recorded(), new ReplayPace(50), Clock.systemUTC())) {
            VStreamFlags noHeartbeats = VStreamFlags.getDefaultInstance();
            long start = System.nanoTime();
            Follower follower = new Follower(seed("item"));
            try (StreamReader reader = new StreamReader(
                    slow.address(), StreamReader.request(seed("item"), List.of("item"), noHeartbeats))) {
                while (follower.copiedRows < 20) {
                    follower.apply(reader.next());
                }
            }
            // 20 rows at 50 a second; the last packet of up to 3 rows goes out when the 17 before it are due.
            assertThat(System.nanoTime() - start).isGreaterThan(300_000_000L);
        }
    }

    private Status end(VGtid start, Collection<String> tables) {
        try (StreamReader reader = new StreamReader(address(), StreamReader.request(start, tables))) {
            return reader.end();
        }
    }

    private VGtid firstPacketEnd(String table) {
        return stops(new Follower(seed(table)), List.of(table), VStreamClaims::isCopying).stream()
                .map(stop -> stop.position)
                .filter(position -> position.getShardGtidsList().stream()
                        .allMatch(shard -> !shard.getGtid().isEmpty()
                                && shard.getTablePKsCount() == 1
                                && shard.getTablePKs(0).hasLastpk()))
                .findFirst()
                .orElseThrow();
    }

    private VGtid withOlderPosition(VGtid position) {
        VGtid.Builder older = VGtid.newBuilder();
        position.getShardGtidsList()
                .forEach(shard -> older.addShardGtids(shard.toBuilder()
                        .setGtid(beginning().getShardGtidsList().stream()
                                .filter(begin -> begin.getShard().equals(shard.getShard()))
                                .findFirst()
                                .orElseThrow()
                                .getGtid())));
        return older.build();
    }
}
