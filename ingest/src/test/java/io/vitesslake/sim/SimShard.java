package io.vitesslake.sim;

import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** One shard's MySQL: rows and binlog. The first rows are older than the binlog. */
final class SimShard {

    private final String keyspace;
    private final String name;
    private final int low;
    private final int high;
    private final Map<String, TreeMap<List<String>, String[]>> oldRows = new HashMap<>();
    private final Map<String, TreeMap<List<String>, String[]>> rows = new HashMap<>();
    private final List<SimTransaction> binlog = new ArrayList<>();
    private final GtidSet born;

    private GtidSet executed;
    private String uuid;
    private long next = 1;
    // A number that the replica commits after its successor.
    private long late;
    private List<SimShard> children = List.of();
    private List<SimShard> participants = List.of();

    SimShard(String keyspace, String name, int low, int high, String uuid) {
        this.keyspace = keyspace;
        this.name = name;
        this.low = low;
        this.high = high;
        this.uuid = uuid;
        this.born = GtidSet.parse(uuid + ":1");
        this.executed = born;
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

    /** What a new binlog starts after. */
    GtidSet born() {
        return born;
    }

    GtidSet executed() {
        return executed;
    }

    List<SimTransaction> binlog() {
        return binlog;
    }

    List<SimShard> children() {
        return children;
    }

    List<SimShard> participants() {
        return participants;
    }

    TreeMap<List<String>, String[]> rows(SimTable table) {
        return rows.computeIfAbsent(table.name(), t -> new TreeMap<>(table.order()));
    }

    /** A row that was there before the binlog began. */
    void seed(SimTable table, String[] row) {
        rows(table).put(table.key(row), row);
        oldRows.computeIfAbsent(table.name(), t -> new TreeMap<>(table.order())).put(table.key(row), row);
    }

    /** Runs a transaction whose changes have been applied to the rows. */
    SimTransaction log(SimTransaction.Kind kind, List<SimTransaction.Change> changes, long seconds, Random random) {
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
        SimTransaction transaction = new SimTransaction(uuid + ":" + number, seconds, kind, List.copyOf(changes));
        binlog.add(transaction);
        executed = executed.union(GtidSet.parse(transaction.gtid()));
        return transaction;
    }

    void apply(SimTransaction.Change change) {
        apply(rows(change.table()), change);
    }

    private static void apply(TreeMap<List<String>, String[]> rows, SimTransaction.Change change) {
        if (change.before() != null) {
            rows.remove(change.table().key(change.before()));
        }
        if (change.after() != null) {
            rows.put(change.table().key(change.after()), change.after());
        }
    }

    /** Another MySQL becomes primary and goes on under a UUID of its own. */
    void failOver(String newUuid) {
        uuid = newUuid;
        next = 1;
        late = 0;
    }

    /** Hands over to the children; nothing is written here any more. */
    void retire(List<SimShard> toChildren, List<SimShard> withParticipants, long seconds, Random random) {
        late = 0;
        log(SimTransaction.Kind.JOURNAL, List.of(), seconds, random);
        children = toChildren;
        participants = withParticipants;
    }

    /** The rows of a table after exactly the given transactions. */
    List<String[]> rowsAt(SimTable table, GtidSet position) {
        TreeMap<List<String>, String[]> state = new TreeMap<>(table.order());
        state.putAll(oldRows.getOrDefault(table.name(), new TreeMap<>(table.order())));
        for (SimTransaction transaction : binlog) {
            if (position.contains(transaction.gtid())) {
                transaction.changes().stream()
                        .filter(change -> change.table() == table)
                        .forEach(change -> apply(state, change));
            }
        }
        return List.copyOf(state.values());
    }
}
