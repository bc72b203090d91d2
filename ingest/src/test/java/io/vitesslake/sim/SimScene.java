package io.vitesslake.sim;

import io.vitesslake.scenario.Scene;
import io.vitesslake.scenario.Write;
import io.vitesslake.source.ChangeSource;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Signal;
import io.vitesslake.source.vstream.VStreamOptions;
import io.vitesslake.source.vstream.VStreamSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** The simulated VTGate without chance: no cut, no retry, no GTID out of order. */
final class SimScene implements Scene {

    private final Random never = new Never();
    private final SimKeyspace keyspace = SimKeyspace.still(never);
    private final SimVtgate vtgate = new SimVtgate(
            keyspace, new SimOdds(never), never, new SimClock(), new Coverage(), new SimTrace(false), Mistake.NONE);
    private final VStreamSource source = new VStreamSource(vtgate, VStreamOptions.defaults());
    private long seconds = 1_700_000_000;

    /** What can happen to a chance of one in n does not. */
    private static final class Never extends Random {

        private static final long serialVersionUID = 1;

        @Override
        public int nextInt(int bound) {
            return bound - 1;
        }

        @Override
        public boolean nextBoolean() {
            return false;
        }
    }

    @Override
    public List<Shard> shards() {
        return keyspace.servingShards();
    }

    @Override
    public void createTable(String name) {
        keyspace.add(SimTable.plain(name));
    }

    @Override
    public void run(Shard shard, List<Write> writes) {
        SimShard mysql = keyspace.shard(shard.name());
        List<SimTransaction.Change> changes = new ArrayList<>();
        for (Write write : writes) {
            SimTransaction.Change change = change(mysql, write);
            mysql.apply(change);
            changes.add(change);
        }
        mysql.log(SimTransaction.Kind.ROWS, changes, ++seconds, never);
    }

    private SimTransaction.Change change(SimShard mysql, Write write) {
        SimTable table = mysql.tables().table(write.table()).orElseThrow();
        TreeMap<List<String>, String[]> rows = mysql.tables().rows(write.table());
        String[] before = rows.get(List.of(Long.toString(write.id())));
        String[] after = {Long.toString(write.newId()), write.value()};
        return switch (write.kind()) {
            case INSERT -> new SimTransaction.Change(table, null, after);
            case UPDATE -> new SimTransaction.Change(table, before, after);
            case DELETE -> new SimTransaction.Change(table, before, null);
        };
    }

    @Override
    public GtidSet executed(Shard shard) {
        return keyspace.shard(shard.name()).executed();
    }

    @Override
    public ChangeSource source() {
        return source;
    }

    @Override
    public Optional<Signal> next(Inbox inbox) {
        try {
            Signal signal = inbox.poll(0);
            while (signal == null && vtgate.step()) {
                signal = inbox.poll(0);
            }
            return Optional.ofNullable(signal);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
