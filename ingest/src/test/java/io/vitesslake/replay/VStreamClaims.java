package io.vitesslake.replay;

import static org.assertj.core.api.Assertions.assertThat;

import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.TableLastPK;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import binlogdata.Binlogdata.VGtid;
import io.grpc.Status;
import io.vitess.proto.Vtgate.VStreamFlags;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.source.GtidSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What a client may rely on in a VStream, claimed of any VTGate: the replayed one here, a real one where there is one. */
interface VStreamClaims {

    /** {@code host:port} of the VTGate. */
    String address();

    String keyspace();

    /** Shards that a new client would list. */
    List<String> shards();

    /** Tables to follow, at least two, each with at least one row. */
    Collection<String> tables();

    /** Rows of a table as they are at the end: key (values joined by |) → row (values joined by |). */
    Map<String, String> truth(String table);

    /** Where the shards stand before everything that {@link #truth} tells; the binlogs reach back to it. */
    VGtid beginning();

    @Test
    default void aCopyAndWhatFollowsGiveTheRowsOfTheSource() {
        for (String table : tables()) {
            Follower follower = follow(new Follower(seed(table)), List.of(table));
            assertThat(follower.rows(table)).isEqualTo(truth(table));
            assertThat(follower.copyCompleted).containsExactlyInAnyOrderElementsOf(withOverall(shards()));
        }
    }

    @Test
    default void aCopyResumedAtTheEndOfAnyPacketGivesEveryRowOnce() {
        for (String table : tables()) {
            List<Follower> stops = stops(new Follower(seed(table)), List.of(table), VStreamClaims::isCopying);
            long copied = stops.get(stops.size() - 1).copiedRows;
            assertThat(stops).hasSizeGreaterThan(shards().size());
            for (Follower stop : stops) {
                Follower resumed = follow(stop.fork(), List.of(table));
                assertThat(resumed.rows(table))
                        .as("resumed at %s", stop.position)
                        .isEqualTo(truth(table));
                assertThat(resumed.copiedRows)
                        .as("copied rows when resumed at %s", stop.position)
                        .isEqualTo(copied);
            }
        }
    }

    @Test
    default void theOverallCopyCompletedNeverComesWhenAShardHadNothingToCopy() {
        String table = tables().iterator().next();
        Follower mixed = stops(new Follower(seed(table)), List.of(table), VStreamClaims::isCopying).stream()
                .filter(stop ->
                        stop.position.getShardGtidsList().stream().anyMatch(shard -> shard.getTablePKsCount() == 0))
                .findFirst()
                .orElseThrow();
        Follower resumed = follow(mixed.fork(), List.of(table));
        assertThat(resumed.copyCompleted).isNotEmpty().doesNotContain("");
    }

    @Test
    default void aRunningStreamResumedAnywhereGivesTheRowsOfTheSource() {
        Collection<String> tables = tables();
        List<VGtid> told = positionsTold(beginning(), tables);
        Set<VGtid> some = new HashSet<>();
        for (int i = 0; i < told.size(); i += Math.max(1, told.size() / 20)) {
            some.add(told.get(i));
        }
        List<Follower> stops = stops(new Follower(beginning()).tolerant(), tables, some::contains);
        Map<String, Map<String, String>> whole = stops.get(stops.size() - 1).rows;
        for (Follower stop : stops) {
            assertThat(follow(stop.fork().tolerant(), tables).rows)
                    .as("resumed at %s", stop.position)
                    .isEqualTo(whole);
        }
    }

    @Test
    default void onlyTheTablesAskedForAreTold() {
        for (String table : tables()) {
            assertThat(follow(new Follower(beginning()).tolerant(), List.of(table)).tablesSeen)
                    .containsOnly(table);
            assertThat(follow(new Follower(seed(table)), List.of(table)).tablesSeen)
                    .containsOnly(table);
        }
    }

    @Test
    default void transactionsWithoutMatchingRowsStillMoveThePosition() {
        assertThat(positionsTold(beginning(), List.of("no_such_table")))
                .isEqualTo(positionsTold(beginning(), tables()));
    }

    @Test
    default void currentIsNowAndThenSilenceButForHeartbeats() {
        Map<String, GtidSet> current = current();
        assertThat(current.values()).doesNotContain(GtidSet.EMPTY);
        try (StreamReader reader = new StreamReader(address(), StreamReader.request(vgtid(current), tables()))) {
            assertThat(StreamReader.isHeartbeat(reader.next())).isTrue();
            assertThat(StreamReader.isHeartbeat(reader.next())).isTrue();
        }
    }

    @Test
    default void tableNamesCarryTheKeyspaceUnlessAskedNotTo() {
        String table = tables().iterator().next();
        assertThat(firstTableName(table, false)).isEqualTo(keyspace() + "." + table);
        assertThat(firstTableName(table, true)).isEqualTo(table);
    }

    @Test
    default void anEmptyVgtidIsRefused() {
        assertThat(refusal(VGtid.getDefaultInstance())).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    default void anUnknownShardIsRefused() {
        VGtid unknown = VGtid.newBuilder()
                .addShardGtids(ShardGtid.newBuilder()
                        .setKeyspace(keyspace())
                        .setShard("c0-c1")
                        .setGtid(beginning().getShardGtids(0).getGtid()))
                .build();
        assertThat(refusal(unknown)).isEqualTo(Status.Code.FAILED_PRECONDITION);
    }

    // ---- how the claims are checked

    private Status.Code refusal(VGtid start) {
        try (StreamReader reader = new StreamReader(address(), StreamReader.request(start, tables()))) {
            return reader.end().getCode();
        }
    }

    /** Not copied yet, said explicitly for every shard. */
    default VGtid seed(String table) {
        VGtid.Builder seed = VGtid.newBuilder();
        shards().forEach(shard -> seed.addShardGtidsBuilder()
                .setKeyspace(keyspace())
                .setShard(shard)
                .addTablePKs(TableLastPK.newBuilder().setTableName(table)));
        return seed.build();
    }

    private static List<String> withOverall(List<String> shards) {
        List<String> all = new ArrayList<>(shards);
        all.add("");
        return all;
    }

    private VGtid vgtid(Map<String, GtidSet> positions) {
        VGtid.Builder vgtid = VGtid.newBuilder();
        positions.forEach((shard, gtids) -> vgtid.addShardGtidsBuilder()
                .setKeyspace(keyspace())
                .setShard(shard)
                .setGtid(gtids.toString()));
        return vgtid.build();
    }

    /** Where everything stands now, with the shards of now. */
    default Map<String, GtidSet> current() {
        Map<String, GtidSet> now = new TreeMap<>();
        shards().forEach(shard -> now.put(shard, GtidSet.EMPTY));
        VGtid.Builder start = VGtid.newBuilder();
        shards().forEach(shard -> start.addShardGtidsBuilder()
                .setKeyspace(keyspace())
                .setShard(shard)
                .setGtid("current"));
        try (StreamReader reader = new StreamReader(address(), StreamReader.request(start.build(), tables()))) {
            while (now.isEmpty() || now.containsValue(GtidSet.EMPTY)) {
                for (VEvent event : reader.next().getEventsList()) {
                    if (event.getType() == VEventType.VGTID) {
                        now.clear();
                        event.getVgtid()
                                .getShardGtidsList()
                                .forEach(shard -> now.put(
                                        shard.getShard(),
                                        shard.getGtid().equals("current")
                                                ? GtidSet.EMPTY
                                                : GtidSet.parse(shard.getGtid())));
                    }
                }
            }
        }
        return now;
    }

    /** Follows up to where everything stands now. */
    default Follower follow(Follower follower, Collection<String> tables) {
        walk(follower, tables, stop -> {});
        return follower;
    }

    /** Followers that stopped where they could and where it is wanted; the last one stopped at the end. */
    default List<Follower> stops(Follower follower, Collection<String> tables, Predicate<VGtid> wanted) {
        List<Follower> stops = new ArrayList<>();
        walk(follower, tables, stop -> {
            if (wanted.test(stop.position)) {
                stops.add(stop.fork());
            }
        });
        stops.add(follower);
        return stops;
    }

    private List<VGtid> positionsTold(VGtid start, Collection<String> tables) {
        List<VGtid> told = new ArrayList<>();
        walk(new Follower(start).tolerant(), tables, stop -> told.add(stop.position));
        return told;
    }

    private void walk(Follower follower, Collection<String> tables, Consumer<Follower> atEachStop) {
        Map<String, GtidSet> target = current();
        try (StreamReader reader = new StreamReader(address(), StreamReader.request(follower.position, tables))) {
            while (!reached(follower.position, target)) {
                if (follower.apply(reader.next())) {
                    atEachStop.accept(follower);
                }
            }
        }
    }

    static boolean isCopying(VGtid position) {
        return position.getShardGtidsList().stream().anyMatch(shard -> shard.getTablePKsCount() > 0);
    }

    private static boolean reached(VGtid position, Map<String, GtidSet> target) {
        return position.getShardGtidsCount() == target.size()
                && position.getShardGtidsList().stream()
                        .allMatch(shard -> target.containsKey(shard.getShard())
                                && shard.getTablePKsCount() == 0
                                && !shard.getGtid().isEmpty()
                                && GtidSet.parse(shard.getGtid()).contains(target.get(shard.getShard())));
    }

    private String firstTableName(String table, boolean bare) {
        VStreamFlags flags =
                VStreamFlags.newBuilder().setExcludeKeyspaceFromTableName(bare).build();
        try (StreamReader reader =
                new StreamReader(address(), StreamReader.request(seed(table), List.of(table), flags))) {
            while (true) {
                VStreamResponse response = reader.next();
                for (VEvent event : response.getEventsList()) {
                    if (event.hasRowEvent()) {
                        return event.getRowEvent().getTableName();
                    }
                }
            }
        }
    }
}
