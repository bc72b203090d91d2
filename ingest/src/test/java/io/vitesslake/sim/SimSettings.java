package io.vitesslake.sim;

import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.ddl.ChangePolicies.AddColumnDefault;
import io.vitesslake.ddl.ChangePolicies.DropColumn;
import io.vitesslake.ddl.ChangePolicies.OnForeignChange;
import io.vitesslake.ddl.ChangePolicies.OnIncompatibleSchema;
import io.vitesslake.ddl.ChangePolicies.OnPartialImage;
import io.vitesslake.ddl.ChangePolicies.OnPurgedBinlog;
import io.vitesslake.ddl.ChangePolicies.OnTruncate;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.mirror.CopyOptions;
import io.vitesslake.mirror.MirrorOptions;
import io.vitesslake.mirror.TableChecks;
import io.vitesslake.mirror.TablePolicy;
import io.vitesslake.mirror.TableSetup;
import io.vitesslake.source.TabletType;
import io.vitesslake.tables.TableOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * Draws how a keyspace is mirrored.
 *
 * @param random for what every simulation has
 * @param chance for what only those have in which tables change
 */
record SimSettings(Random random, Random chance, SimKind kind, long seed, Mistake mistake) {

    List<TableSetup> setups(SimKeyspace keyspace) {
        TableChecks checks = new TableChecks(SimKeyspace.NAME, keyspace.sharded());
        return keyspace.tables().stream()
                .map(table -> checks.check(
                        mistake.info(table.info(keyspace.sharded())),
                        new TablePolicy(
                                table.name(),
                                List.of(),
                                Set.of(),
                                options(table),
                                ValuePolicies.DEFAULT,
                                changePolicies(),
                                SimDeletes.mode(seed, mistake))))
                .toList();
    }

    private ChangePolicies changePolicies() {
        return kind == SimKind.SCHEMAS
                ? new ChangePolicies(
                        chance.nextInt(4) == 0 ? OnTruncate.RECOPY : OnTruncate.APPLY,
                        chance.nextInt(10) == 0 ? OnIncompatibleSchema.HALT : OnIncompatibleSchema.RECOPY,
                        chance.nextInt(3) == 0 ? DropColumn.DROP : DropColumn.KEEP,
                        OnPartialImage.HALT,
                        OnPurgedBinlog.HALT,
                        chance.nextInt(4) > 0 ? AddColumnDefault.INITIAL_DEFAULT : AddColumnDefault.RECOPY,
                        OnForeignChange.WARN)
                : ChangePolicies.DEFAULT;
    }

    private TableOptions options(SimTable table) {
        String column = table.primaryColumns().get(0).name();
        boolean partitioned = random.nextInt(5) == 0;
        int version = kind == SimKind.SCHEMAS && chance.nextInt(4) > 0 ? 3 : SimDeletes.formatVersion(seed, mistake);
        Map<String, String> properties = kind == SimKind.FAULTS ? SimFaults.SHORT_HISTORY : Map.of();
        return new TableOptions(version, partitioned ? List.of("bucket(2, " + column + ")") : List.of(), properties);
    }

    MirrorOptions options() {
        return new MirrorOptions(
                false,
                TabletType.PRIMARY,
                Duration.ofMillis(100L << random.nextInt(8)),
                Duration.ofSeconds(1L << random.nextInt(12)),
                new CopyOptions(1 + random.nextInt(3), OptionalLong.empty()),
                1L << (12 + random.nextInt(12)),
                1 + random.nextInt(2));
    }

    /** The same, for a run that ends when it has everything. */
    static MirrorOptions once(MirrorOptions options) {
        return new MirrorOptions(
                true,
                options.tabletType(),
                options.checkpointInterval(),
                options.idleInterval(),
                options.copy(),
                options.bufferBytes(),
                options.encoders());
    }
}
