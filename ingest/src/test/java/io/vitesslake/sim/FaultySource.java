package io.vitesslake.sim;

import io.vitesslake.mirror.TableInspector;
import io.vitesslake.mirror.TableSetup;
import io.vitesslake.sim.FaultPlan.Call;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers questions about the keyspace, if the process that asks meets no fault. Its streams are {@link SimVtgate}'s. */
final class FaultySource implements TableInspector {

    private final SimKeyspace keyspace;
    private final Supplier<Optional<FaultyCalls>> faults;

    /** @param faults of the process that lives; empty when it meets none */
    FaultySource(SimKeyspace keyspace, Supplier<Optional<FaultyCalls>> faults) {
        this.keyspace = keyspace;
        this.faults = faults;
    }

    List<Shard> shards() {
        return asked(Call.SHARDS, keyspace::servingShards);
    }

    Vgtid current() {
        return asked(Call.CURRENT, keyspace::current);
    }

    ServerGtids gtids(Shard shard, TabletType type) {
        return asked(Call.GTIDS, () -> keyspace.gtids(shard, type));
    }

    @Override
    public TableSetup check(TableSetup known) {
        return asked(Call.INSPECT, () -> keyspace.inspector().check(known));
    }

    @Override
    public List<DeclaredColumn> columns(Shard shard, String table) {
        return asked(Call.INSPECT, () -> keyspace.inspector().columns(shard, table));
    }

    private <T> T asked(Call call, Supplier<T> answer) {
        return faults.get().map(of -> of.toSource(call, answer)).orElseGet(answer);
    }
}
