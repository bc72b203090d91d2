package io.vitesslake.sim;

import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One shard's MySQL: rows and binlog. The first rows are older than the binlog. */
final class SimShard {

    private final String keyspace;
    private final String name;
    private final int low;
    private final int high;
    private final SimTables before;
    private final SimTables now;
    private final List<SimTransaction> binlog = new ArrayList<>();

    private GtidSet executed;
    private String uuid;
    private long next = 1;
    // A number that the replica commits after its successor.
    private long late;

    /** @param tables those that it begins with, without their rows */
    SimShard(String keyspace, String name, int low, int high, String uuid, SimTables tables) {
        this.before = SimTables.emptied(tables);
        this.now = SimTables.emptied(tables);
        this.keyspace = keyspace;
        this.name = name;
        this.low = low;
        this.high = high;
        this.uuid = uuid;
        this.executed = GtidSet.parse(uuid + ":1");
        this.next = 2;
    }

    String name() {
        return name;
    }

    Shard shard() {
        return new Shard(keyspace, name);
    }

    int low() {
        return low;
    }

    int high() {
        return high;
    }

    boolean holds(int place) {
        return low <= place && place < high;
    }

    GtidSet executed() {
        return executed;
    }

    List<SimTransaction> binlog() {
        return binlog;
    }

    /** The tables as they are. */
    SimTables tables() {
        return now;
    }

    void create(SimTable table) {
        before.create(table);
        now.create(table);
    }

    /** A row that was there before the binlog began. */
    void seed(SimTable table, String[] row) {
        before.rows(table.name()).put(table.key(row), row);
        now.rows(table.name()).put(table.key(row), row);
    }

    /** Runs a transaction whose changes have been applied to the rows. */
    SimTransaction log(SimTransaction.Kind kind, List<SimTransaction.Change> changes, long seconds, Random random) {
        return log(kind, changes, null, null, seconds, random);
    }

    /** Runs a DDL statement. */
    void run(SimDdl ddl, long seconds, Random random) {
        now.run(ddl);
        log(SimTransaction.Kind.DDL, List.of(), ddl, null, seconds, random);
    }

    private SimTransaction log(
            SimTransaction.Kind kind,
            List<SimTransaction.Change> changes,
            SimDdl ddl,
            SimTransaction.Journal journal,
            long seconds,
            Random random) {
        long number;
        if (late > 0) {
            number = late;
            late = 0;
        } else if (kind != SimTransaction.Kind.JOURNAL && random.nextInt(12) == 0) {
            late = next;
            number = next + 1;
            next += 2;
        } else {
            number = next++;
        }
        SimTransaction transaction =
                new SimTransaction(uuid + ":" + number, seconds, kind, List.copyOf(changes), ddl, journal);
        binlog.add(transaction);
        executed = executed.union(GtidSet.parse(transaction.gtid()));
        return transaction;
    }

    void apply(SimTransaction.Change change) {
        now.apply(change);
    }

    /** Another MySQL becomes primary and goes on under a UUID of its own. */
    void failOver(String newUuid) {
        uuid = newUuid;
        next = 1;
        late = 0;
    }

    /** Hands over; from now on only VReplication writes here. */
    void handOver(SimTransaction.Journal journal, long seconds, Random random) {
        late = 0;
        log(SimTransaction.Kind.JOURNAL, List.of(), null, journal, seconds, random);
    }

    /** The tables after exactly the given transactions. */
    SimTables at(GtidSet position) {
        SimTables state = before.copy();
        for (SimTransaction transaction : binlog) {
            if (!position.contains(transaction.gtid())) {
                continue;
            }
            transaction.changes().forEach(state::apply);
            if (transaction.ddl() != null) {
                state.run(transaction.ddl());
            }
        }
        return state;
    }
}
