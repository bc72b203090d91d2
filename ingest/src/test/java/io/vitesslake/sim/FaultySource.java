package io.vitesslake.sim;

import io.vitesslake.mirror.TableInspector;
import io.vitesslake.mirror.TableSetup;
import io.vitesslake.sim.FaultPlan.Call;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.TabletType;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Answers the questions of one process about the keyspace, or does not. The streams are {@link SimVtgate}'s. */
final class FaultySource implements TableInspector {

    private final SimKeyspace keyspace;
    private final Optional<FaultyCalls> faults;
    private final Optional<Random> silence;
    private final Coverage coverage;

    /**
     * @param faults what questions about shards meet; empty for nothing
     * @param silence draws whether a question about a table is answered; empty when all are
     */
    FaultySource(SimKeyspace keyspace, Optional<FaultyCalls> faults, Optional<Random> silence, Coverage coverage) {
        this.keyspace = keyspace;
        this.faults = faults;
        this.silence = silence;
        this.coverage = coverage;
    }

    List<Shard> shards() {
        return asked(Call.SHARDS, keyspace::servingShards);
    }

    ServerGtids gtids(Shard shard, TabletType type) {
        return asked(Call.GTIDS, () -> keyspace.gtids(shard, type));
    }

    @Override
    public TableSetup check(TableSetup known) {
        silence.ifPresent(this::mayBeSilent);
        return keyspace.inspector().check(known);
    }

    @Override
    public List<DeclaredColumn> columns(Shard shard, String table) {
        silence.ifPresent(this::mayBeSilent);
        return keyspace.inspector().columns(shard, table);
    }

    private <T> T asked(Call call, Supplier<T> answer) {
        return faults.map(of -> of.toSource(call, answer)).orElseGet(answer);
    }

    private void mayBeSilent(Random random) {
        if (random.nextInt(4) == 0) {
            coverage.count(Coverage.Event.ASKED_AGAIN);
            throw FaultyCalls.ofSource(random);
        }
    }
}
