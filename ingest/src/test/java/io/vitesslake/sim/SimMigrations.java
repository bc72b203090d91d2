package io.vitesslake.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/** The DDL statements of a keyspace: every shard runs them in their order, each in its own time. One thread. */
final class SimMigrations {

    private static final int LONG_WAIT = 400;

    private final Random random;
    private final SimDba dba;
    private final List<SimDdl> statements = new ArrayList<>();
    private final Map<String, SimTable> heads = new HashMap<>();
    private final Map<SimShard, Integer> ran = new HashMap<>();
    private final Map<SimShard, Integer> waits = new HashMap<>();

    /** @param weights of statements, by kind */
    SimMigrations(Random random, Map<SimDdl.Kind, Integer> weights) {
        this.random = random;
        this.dba = new SimDba(random, weights);
    }

    /** Thinks of statements on a table; what they are, or nothing. */
    List<SimDdl> add(SimTable table) {
        List<SimDdl> added = dba.statements(heads.getOrDefault(table.name(), table));
        for (SimDdl ddl : added) {
            statements.add(ddl);
            heads.put(ddl.table(), ddl.after());
        }
        return added;
    }

    /** A table as it is when all that is thought of has been run. */
    SimTable head(SimTable first) {
        return heads.getOrDefault(first.name(), first);
    }

    /** Shards born of a reshard are where those before them were. */
    void inherit(SimShard parent, SimShard child) {
        ran.put(child, ran.getOrDefault(parent, 0));
    }

    /** A shard that others feed has run what they ran. */
    void follow(SimShard shard) {
        ran.merge(shard, 1, Integer::sum);
    }

    boolean isPending(SimShard shard) {
        return ran.getOrDefault(shard, 0) < statements.size();
    }

    /** Whether some shards have run a statement on the table that others have not. */
    boolean disagree(List<SimShard> shards, String table) {
        int least = shards.stream()
                .mapToInt(shard -> ran.getOrDefault(shard, 0))
                .min()
                .orElse(0);
        int most = shards.stream()
                .mapToInt(shard -> ran.getOrDefault(shard, 0))
                .max()
                .orElse(0);
        return statements.subList(least, most).stream()
                .anyMatch(ddl -> ddl.table().equals(table));
    }

    /** Whether VTGate hands over these shards: not while their columns may differ. */
    boolean allowReshard(List<SimShard> serving, List<SimShard> parents) {
        int least = serving.stream()
                .mapToInt(shard -> ran.getOrDefault(shard, 0))
                .min()
                .orElse(0);
        boolean together = parents.stream()
                .allMatch(shard -> ran.getOrDefault(shard, 0).equals(ran.getOrDefault(parents.get(0), 0)));
        return together
                && statements.subList(least, statements.size()).stream()
                        .allMatch(ddl -> ddl.kind().leavesColumns());
    }

    /** Lets some time pass: shards for which it is time run their next statement. */
    void step(List<SimShard> shards, BiConsumer<SimShard, SimDdl> run) {
        for (SimShard shard : shards) {
            if (isPending(shard)) {
                int left = waits.computeIfAbsent(shard, s -> waitFor(next(s)));
                waits.put(shard, left - 1);
                if (left <= 0) {
                    runNext(shard, run);
                }
            }
        }
    }

    private SimDdl next(SimShard shard) {
        return statements.get(ran.getOrDefault(shard, 0));
    }

    private int waitFor(SimDdl ddl) {
        boolean follows = ddl.kind() == SimDdl.Kind.CREATE || ddl.kind() == SimDdl.Kind.BACK;
        if (follows || random.nextInt(4) == 0) {
            return random.nextInt(4);
        }
        return random.nextInt(random.nextInt(12) == 0 ? LONG_WAIT : 30);
    }

    private void runNext(SimShard shard, BiConsumer<SimShard, SimDdl> run) {
        SimDdl next = next(shard);
        ran.merge(shard, 1, Integer::sum);
        waits.remove(shard);
        run.accept(shard, next);
    }

    /** All shards run all that is left. */
    void finish(List<SimShard> shards, BiConsumer<SimShard, SimDdl> run) {
        for (SimShard shard : shards) {
            while (isPending(shard)) {
                runNext(shard, run);
            }
        }
    }
}
