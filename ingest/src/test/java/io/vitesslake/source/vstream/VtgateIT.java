package io.vitesslake.source.vstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Signal;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.source.SourceListener;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TableInfo;
import io.vitesslake.source.TableInfo.UniqueKey;
import io.vitesslake.source.TableInfo.VschemaType;
import io.vitesslake.source.TableRule;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The adapter against a real VTGate. {@code -Dvitess.grpc=host:port} names it, {@code -Dvitess.keyspace} a sharded
 * keyspace (default commerce) in which this test makes and drops a table of its own on every shard.
 */
@EnabledIfSystemProperty(named = "vitess.grpc", matches = ".+")
final class VtgateIT {

    private static final String KEYSPACE = System.getProperty("vitess.keyspace", "commerce");
    private static final String TABLE = "vtgate_it";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static VtgateConnection connection;
    private static KeyspaceCatalog catalog;

    @BeforeAll
    static void makeTable() {
        connection = VtgateConnection.open(
                VtgateAddress.plaintext(System.getProperty("vitess.grpc")), VStreamOptions.defaults());
        catalog = connection.keyspace(KEYSPACE);
        onEveryShard("drop table if exists " + TABLE);
        onEveryShard("create table " + TABLE
                + " (a int not null, b int not null, c int, d varchar(20) not null, primary key (b, a), unique key d"
                + " (d), unique key c (c))");
    }

    @AfterAll
    static void dropTable() {
        onEveryShard("drop table if exists " + TABLE);
        connection.close();
    }

    @Test
    void theCatalogKnowsTheTable() {
        assertThat(catalog.tables().names()).contains(TABLE);
        TableInfo table = catalog.tables().table(TABLE);
        assertThat(table.primaryKey()).containsExactly("b", "a");
        assertThat(table.notNullUniqueKeys()).containsExactly(new UniqueKey("d", List.of("d")));
        assertThat(table.engine()).isEqualTo("InnoDB");
        assertThat(table.vschemaType()).isEqualTo(catalog.sharded() ? VschemaType.ABSENT : VschemaType.NORMAL);
        assertThat(catalog.servesEverywhere(TabletType.PRIMARY)).isTrue();
    }

    @Test
    void changesAfterTheProbedPositionComeAndACopyBringsEveryRow() throws InterruptedException {
        Vgtid start = new PositionProbe(connection.changes(), Clock.systemUTC())
                .currentPosition(catalog.shards(), TabletType.PRIMARY, PATIENCE);
        assertThat(start.shards()).containsExactlyElementsOf(catalog.shards());
        onEveryShard("delete from " + TABLE);
        onEveryShard("insert into " + TABLE + " values (1, 1, 1, 'x'), (2, 1, null, 'y')");
        onEveryShard("update " + TABLE + " set c = 5 where a = 2");
        int shards = catalog.shards().size();
        Seen running = read(start, seen -> seen.live == 3 * shards && seen.openTransactions == 0);
        assertThat(running.live).isEqualTo(3 * shards);
        assertThat(running.copied).isZero();
        assertThat(running.position.containsAll(start)).isTrue();

        Map<Shard, ShardPosition> seeds = new TreeMap<>();
        catalog.shards().forEach(shard -> seeds.put(shard, ShardPosition.copyFromStart(TABLE)));
        Seen copy = read(Vgtid.of(seeds), seen -> seen.position != null && !seen.position.isCopying(TABLE));
        assertThat(copy.copied).isEqualTo(2 * shards);
        assertThat(copy.position.isResumable()).isTrue();
    }

    /**
     * Streams until the condition holds. A tablet learns of a new table some seconds later: until then the stream is
     * opened again.
     */
    private static Seen read(Vgtid start, Predicate<Seen> done) {
        StreamRequest request = new StreamRequest(start, List.of(TableRule.everything(TABLE)), TabletType.PRIMARY);
        return await().atMost(PATIENCE)
                .ignoreException(CodedException.class)
                .until(() -> readOnce(request, done), seen -> true);
    }

    private static Seen readOnce(StreamRequest request, Predicate<Seen> done) throws InterruptedException {
        Inbox inbox = new Inbox();
        Seen seen = new Seen();
        try (VStreamSource source = connection.changes();
                SourceStream stream = source.open(request, inbox)) {
            while (!done.test(seen)) {
                Signal signal = inbox.poll(PATIENCE.toMillis());
                if (signal instanceof Signal.Failed failed) {
                    throw failed.error();
                }
                stream.deliver((Signal.Response) signal, seen);
            }
        }
        return seen;
    }

    private static void onEveryShard(String sql) {
        for (Shard shard : catalog.shards()) {
            connection.queries().rows(shard.keyspace() + ":" + shard.name() + "@primary", sql, Map.of());
        }
    }

    private static final class Seen implements SourceListener {

        private final List<SourceColumn> columns = new ArrayList<>();
        private int live;
        private int copied;
        private int openTransactions;
        private Vgtid position;

        @Override
        public void begin(Shard shard, String eventGtid, long commitSeconds) {
            openTransactions = 1;
        }

        @Override
        public void fields(Shard shard, String table, boolean copied, List<SourceColumn> described) {
            columns.addAll(described);
        }

        @Override
        public void row(Shard shard, String table, boolean fromCopy, byte[] buffer, int offset, int length) {
            assertThat(table).isEqualTo(TABLE);
            assertThat(columns).isNotEmpty();
            copied += fromCopy ? 1 : 0;
            live += fromCopy ? 0 : 1;
        }

        @Override
        public void position(Vgtid vgtid) {
            position = vgtid;
        }

        @Override
        public void partialRow(Shard shard, String table, CodedException error) {}

        @Override
        public void commit(Shard shard, String eventGtid, long commitSeconds) {
            openTransactions = 0;
            if (!eventGtid.isEmpty()) {
                assertThat(position.position(shard).gtids().contains(eventGtid)).isTrue();
            }
        }

        @Override
        public void ddl(Shard shard, String eventGtid, long commitSeconds, String statement) {}

        @Override
        public void other(Shard shard) {}

        @Override
        public void shardCopied(Shard shard) {}

        @Override
        public void heartbeat() {}
    }
}
