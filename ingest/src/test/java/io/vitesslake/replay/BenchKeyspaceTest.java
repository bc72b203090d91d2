package io.vitesslake.replay;

import static org.assertj.core.api.Assertions.assertThat;

import binlogdata.Binlogdata.TableLastPK;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VGtid;
import io.vitesslake.bench.BenchKeyspace;
import io.vitesslake.source.GtidSet;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pins that looped recordings are a history of their own: served through a real channel, every change fits the rows before it. */
final class BenchKeyspaceTest {

    private static final int LOOPS = 3;
    private static final long ROWS_PER_COPY = 60_000;
    private static final long CHANGES_PER_LOOP = 40_000;

    private static RecordedKeyspace keyspace;
    private static ReplayServer server;

    @BeforeAll
    static void start() throws IOException {
        keyspace = BenchKeyspace.shipped(LOOPS * CHANGES_PER_LOOP).recorded();
        server = ReplayServer.start(keyspace, ReplayPace.UNLIMITED, Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itHoldsAsManyRowsAndChangesAsWereAskedFor() {
        assertThat(keyspace.copiedRows()).isEqualTo(LOOPS * ROWS_PER_COPY);
        assertThat(keyspace.changes()).isEqualTo(LOOPS * CHANGES_PER_LOOP);
    }

    @Test
    void noLoopMeetsAnotherAndEveryBeforeImageIsTheRowLastSent() {
        VGtid.Builder seed = VGtid.newBuilder();
        keyspace.shards()
                .forEach(shard -> seed.addShardGtidsBuilder()
                        .setKeyspace(keyspace.name())
                        .setShard(shard)
                        .addTablePKs(TableLastPK.newBuilder().setTableName("orders")));
        Follower follower = new Follower(seed.build()); // strict: it fails at the first change that does not fit
        Map<String, GtidSet> transactions = new HashMap<>();
        try (StreamReader reader =
                new StreamReader(server.address(), StreamReader.request(seed.build(), List.of("orders")))) {
            while (!positions(follower.position).equals(keyspace.end())) {
                var response = reader.next();
                follower.apply(response);
                response.getEventsList().stream()
                        .filter(event -> !event.getEventGtid().isEmpty())
                        .map(VEvent::getEventGtid)
                        .distinct()
                        .forEach(gtid -> transactions.merge(gtid, GtidSet.parse(gtid), GtidSet::union));
            }
        }
        assertThat(follower.copiedRows).isEqualTo(LOOPS * ROWS_PER_COPY);
        // 40 % inserts, 10 % deletes of each loop's changes.
        assertThat(follower.rows("orders")).hasSize((int) (LOOPS * (ROWS_PER_COPY + CHANGES_PER_LOOP * 3 / 10)));
        GtidSet told = transactions.values().stream().reduce(GtidSet.EMPTY, GtidSet::union);
        keyspace.end()
                .forEach((shard, end) -> assertThat(
                                keyspace.start().get(shard).union(told).contains(end))
                        .isTrue());
    }

    private static Map<String, GtidSet> positions(VGtid vgtid) {
        Map<String, GtidSet> positions = new HashMap<>();
        vgtid.getShardGtidsList().forEach(shard -> positions.put(shard.getShard(), GtidSet.parse(shard.getGtid())));
        return positions;
    }
}
