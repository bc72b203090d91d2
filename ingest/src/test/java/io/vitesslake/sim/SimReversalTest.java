package io.vitesslake.sim;

import static org.assertj.core.api.Assertions.assertThat;

import binlogdata.Binlogdata.Filter;
import binlogdata.Binlogdata.Rule;
import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import binlogdata.Binlogdata.VGtid;
import io.vitess.proto.Vtgate.VStreamRequest;
import io.vitesslake.source.GtidSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What streams see of a reshard and its reversal, as vstream_manager.go and traffic_switcher.go have it: a journal names the shards
 * that take over and their positions at that time, and what the others are fed lies in their own binlogs.
 */
final class SimReversalTest {

    private static final SimTable TABLE = SimTable.plain("t");
    private static final String OLD = "80-";

    private final Random random = new Random(1);
    private final SimKeyspace keyspace = SimKeyspace.still(new Random(1) {
        private static final long serialVersionUID = 1;

        @Override
        public int nextInt(int bound) {
            return bound - 1;
        }

        @Override
        public boolean nextBoolean() {
            return false;
        }
    });
    private int rows;

    @BeforeEach
    void createTable() {
        keyspace.add(TABLE);
    }

    /** On a shard that serves; the GTID of the transaction. */
    private String insert(String shard) {
        SimShard mysql = keyspace.shard(shard);
        String[] row;
        do {
            row = new String[] {Integer.toString(++rows), shard};
        } while (!mysql.holds(TABLE.place(row)));
        SimTransaction.Change change = new SimTransaction.Change(TABLE, null, row);
        mysql.apply(change);
        return mysql.log(SimTransaction.Kind.ROWS, List.of(change), 1, random).gtid();
    }

    private static ShardGtid at(SimShard shard) {
        return ShardGtid.newBuilder()
                .setKeyspace(SimKeyspace.NAME)
                .setShard(shard.name())
                .setGtid(shard.executed().toString())
                .build();
    }

    private List<VEvent> read(List<ShardGtid> start) {
        VStreamRequest request = VStreamRequest.newBuilder()
                .setVgtid(VGtid.newBuilder().addAllShardGtids(start))
                .setFilter(Filter.newBuilder()
                        .addRules(Rule.newBuilder().setMatch("t").setFilter("select * from `t`")))
                .build();
        SimStream stream = new SimStream(keyspace, request, true, random);
        List<VEvent> events = new ArrayList<>();
        while (stream.hasMore()) {
            events.addAll(stream.next());
        }
        return events;
    }

    private static List<String> gtids(List<VEvent> events) {
        return events.stream()
                .filter(event -> event.getType() == VEventType.ROW)
                .map(event -> event.getShard() + " " + event.getEventGtid())
                .toList();
    }

    private static ShardGtid last(List<VEvent> events) {
        VGtid vgtid = events.stream()
                .filter(VEvent::hasVgtid)
                .reduce((one, other) -> other)
                .orElseThrow()
                .getVgtid();
        return vgtid.getShardGtids(vgtid.getShardGtidsCount() - 1);
    }

    @Test
    void aStreamThatLagsGoesOverTheNewShardsAndBackBehindWhatTheOldOneWasFed() {
        ShardGtid start = at(keyspace.shard(OLD));
        String before = insert(OLD);
        assertThat(keyspace.reshard()).isEqualTo("reshard [80-] -> [c0-, 80-c0]");
        String between = insert("80-c0");
        assertThat(keyspace.reverse(random)).isEqualTo("reverse [80-c0, c0-] -> [80-]");
        GtidSet fed = keyspace.shard(OLD).executed();
        String after = insert(OLD);

        List<VEvent> events = read(List.of(start));
        assertThat(gtids(events)).containsExactly("80- " + before, "80-c0 " + between, "80- " + after);
        assertThat(last(events).getShard()).isEqualTo(OLD);
        assertThat(GtidSet.parse(last(events).getGtid())).isEqualTo(fed.union(GtidSet.parse(after)));
        assertThat(events).noneMatch(event -> event.getType() == VEventType.JOURNAL);
    }

    @Test
    void aShardThatHandedOverIsFedInTransactionsOfItsOwn() {
        keyspace.reshard();
        ShardGtid behindTheJournal = at(keyspace.shard(OLD));
        insert("80-c0");
        insert("c0-");
        List<String> told = new ArrayList<>();
        while (told.size() < 2) {
            keyspace.replicate(random, told::add);
        }
        List<String> sent = gtids(read(List.of(behindTheJournal)));
        String uuid = behindTheJournal.getGtid().replaceAll("^MySQL56/|:.*", "");
        assertThat(sent).hasSize(2).allMatch(transaction -> transaction.startsWith("80- " + uuid + ":"));
        assertThat(keyspace.shard(OLD).tables().rows("t")).hasSize(2);
    }

    @Test
    void aStreamBehindTheFirstHandOverFollowsOnlyTheNext() {
        keyspace.reshard();
        keyspace.reverse(random);
        ShardGtid back = at(keyspace.shard(OLD));
        keyspace.reverse(random);
        String late = insert("c0-");
        assertThat(gtids(read(List.of(back)))).containsExactly("c0- " + late);
    }

    @Test
    void whoWaitsAtAnotherJournalThanTheOthersWaitsForEver() {
        // Merged: both old shards are participants, one of which is read from behind its part of the journal.
        SimShard low = keyspace.shard("-80");
        SimShard high = keyspace.shard(OLD);
        ShardGtid before = at(low);
        assertThat(keyspace.reshard(List.of(low, high))).isEqualTo("reshard [-80, 80-] -> [-]");
        ShardGtid behind = at(high);
        keyspace.reverse(random);
        String after = insert(OLD);
        assertThat(gtids(read(List.of(before, behind)))).containsExactly("80- " + after);
        insert("-80");
        assertThat(gtids(read(List.of(before, behind)))).containsExactly("80- " + after);
    }
}
