package io.vitesslake.source.vstream;

import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.stub.ClientCalls;
import io.vitess.proto.Query.BoundQuery;
import io.vitess.proto.Vtgate.ExecuteRequest;
import io.vitess.proto.Vtgate.ExecuteResponse;
import io.vitess.proto.Vtgate.Session;
import io.vitesslake.change.CodedException;
import io.vitesslake.scenario.Scene;
import io.vitesslake.scenario.Write;
import io.vitesslake.source.ChangeSource;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Signal;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TableRule;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** A keyspace of two shards of a real VTGate that nobody else writes to. Its tables stay when it is closed. */
final class VtgateScene implements Scene {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LONGEST_RELOAD = Duration.ofSeconds(7);

    private final VtgateConnection connection;
    private final List<Shard> shards;
    private final VStreamSource source;

    VtgateScene(String address, String keyspace) {
        connection = VtgateConnection.open(VtgateAddress.plaintext(address), VStreamOptions.defaults());
        KeyspaceCatalog catalog = connection.keyspace(keyspace);
        shards = List.copyOf(catalog.shards());
        source = connection.changes();
    }

    @Override
    public List<Shard> shards() {
        return shards;
    }

    @Override
    public void createTable(String name) {
        boolean isNew = shards.stream()
                .anyMatch(shard -> connection
                        .queries()
                        .rows(target(shard), "show tables like '" + name + "'", Map.of())
                        .isEmpty());
        for (Shard shard : shards) {
            query(
                    shard,
                    "create table if not exists " + name + " (id bigint primary key, v varchar(100)) charset utf8mb4");
            query(shard, "delete from " + name);
        }
        await().atMost(PATIENCE).ignoreException(CodedException.class).until(() -> isStreamed(name));
        if (isNew) {
            awaitQuiet();
        }
    }

    /** A tablet writes down a new table for itself at one of its reloads: a transaction that no script knows of. */
    private void awaitQuiet() {
        AtomicReference<List<GtidSet>> last = new AtomicReference<>(List.of());
        await().during(LONGEST_RELOAD).atMost(PATIENCE).until(() -> {
            List<GtidSet> now = shards.stream().map(this::executed).toList();
            return now.equals(last.getAndSet(now));
        });
    }

    /** A tablet learns of a new table some seconds later, and refuses to copy it until then. */
    private boolean isStreamed(String table) throws InterruptedException {
        Map<Shard, ShardPosition> seeds = new TreeMap<>();
        shards.forEach(shard -> seeds.put(shard, ShardPosition.copyFromStart(table)));
        Inbox inbox = new Inbox();
        try (SourceStream stream = source.open(
                new StreamRequest(Vgtid.of(seeds), List.of(TableRule.everything(table)), TabletType.PRIMARY), inbox)) {
            return inbox.poll(PATIENCE.toMillis()) instanceof Signal.Response response && response.stream() == stream;
        }
    }

    @Override
    public void run(Shard shard, List<Write> writes) {
        Session session =
                execute(Session.newBuilder().setTargetString(target(shard)).build(), "begin");
        for (Write write : writes) {
            session = execute(session, write.sql());
        }
        execute(session, "commit");
    }

    @Override
    public GtidSet executed(Shard shard) {
        return GtidSet.parse(connection
                .queries()
                .rows(target(shard), "select @@global.gtid_executed", Map.of())
                .get(0)
                .get(0)
                .replace("\n", ""));
    }

    @Override
    public ChangeSource source() {
        return source;
    }

    @Override
    public Optional<Signal> next(Inbox inbox) {
        try {
            return Optional.ofNullable(inbox.poll(PATIENCE.toMillis()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }

    private Session execute(Session session, String sql) {
        ExecuteResponse response = ClientCalls.blockingUnaryCall(
                connection.channel(),
                VtgateMethods.EXECUTE,
                CallOptions.DEFAULT,
                ExecuteRequest.newBuilder()
                        .setSession(session)
                        .setQuery(BoundQuery.newBuilder().setSql(sql))
                        .build());
        if (response.getError().getCodeValue() != 0) {
            throw new AssertionError(sql + ": " + response.getError().getMessage());
        }
        return response.getSession();
    }

    private void query(Shard shard, String sql) {
        connection.queries().rows(target(shard), sql, Map.of());
    }

    private static String target(Shard shard) {
        return shard.keyspace() + ":" + shard.name() + "@primary";
    }
}
