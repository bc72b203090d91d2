package io.vitesslake.status;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vitesslake.checkpoint.FileCounts;
import io.vitesslake.mirror.LastCheckpoint;
import io.vitesslake.mirror.MirrorVitals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Gauges of tables and shards, which come and go. The loop's thread makes them, any thread reads them. */
final class NamedGauges {

    private final MeterRegistry registry;
    private final InstantSource clock;
    private volatile VitalsIndex last = VitalsIndex.NOTHING;
    // The loop's thread alone.
    private final Map<String, Gauges> tables = new HashMap<>();
    private final Map<String, Gauges> shards = new HashMap<>();

    NamedGauges(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    VitalsIndex last() {
        return last;
    }

    void look(VitalsIndex now) {
        last = now;
        Set<String> names = new TreeSet<>(now.tables().keySet());
        names.addAll(now.refused().keySet());
        keep(tables, names, this::ofTable);
        Set<String> known = new TreeSet<>(now.lags().keySet());
        known.addAll(now.taken().keySet());
        keep(shards, known, this::ofShard);
    }

    private static void keep(Map<String, Gauges> known, Set<String> names, Function<String, Gauges> made) {
        known.entrySet().removeIf(entry -> {
            boolean gone = !names.contains(entry.getKey());
            if (gone) {
                entry.getValue().remove();
            }
            return gone;
        });
        names.forEach(name -> known.computeIfAbsent(name, made));
    }

    private Gauges ofTable(String name) {
        Gauges gauges = new Gauges(registry, Tags.of("table", name))
                .addAge(
                        "table.lag",
                        "How far the table is behind the source.",
                        () -> table(name).flatMap(MirrorVitals.Table::lag))
                .add(
                        "table.rows",
                        "Rows in its newest checkpoint; NaN while unknown.",
                        () -> checkpoint(name)
                                .map(LastCheckpoint::rows)
                                .filter(OptionalLong::isPresent)
                                .map(OptionalLong::getAsLong)
                                .orElse(null))
                .addBytes(
                        "table.buffered",
                        "Memory held by its changes that no checkpoint has yet.",
                        () -> table(name).map(MirrorVitals.Table::bufferedBytes).orElse(null))
                .addAge(
                        "last.checkpoint.age",
                        "Time since its newest checkpoint, by whichever process.",
                        () -> checkpoint(name).map(newest -> since(newest.at())))
                .add(
                        "copy.rows",
                        "Rows copied since its copy began, over all runs.",
                        () -> table(name)
                                .map(table -> table.progress().copiedRows())
                                .orElse(null))
                .add(
                        "copy.estimated.rows",
                        "The source's guess of all its rows; 0 when unknown.",
                        () -> table(name)
                                .map(table -> table.progress().estimatedRows())
                                .orElse(null))
                .add(
                        "copy.rows.per.second",
                        "Rows copied per second of late.",
                        () -> table(name)
                                .map(table -> table.progress().copiedPerSecond())
                                .orElse(null));
        addFiles(gauges, name, "data", FileCounts::dataFiles);
        addFiles(gauges, name, "delete", FileCounts::deleteFiles);
        for (String state : SyncView.STATES) {
            gauges.add(
                    "table.state",
                    "1 for the state that the table is in.",
                    Tags.of("state", state),
                    () -> last.state(name).equals(state) ? 1 : 0);
        }
        return gauges;
    }

    private void addFiles(Gauges gauges, String name, String kind, ToLongFunction<FileCounts> count) {
        gauges.add(
                "table.files",
                "Live files in its newest checkpoint.",
                Tags.of("kind", kind),
                () -> checkpoint(name)
                        .map(newest -> count.applyAsLong(newest.files()))
                        .orElse(null));
    }

    private Gauges ofShard(String name) {
        return new Gauges(registry, Tags.of("shard", name))
                .addAge(
                        "shard.lag",
                        "How far the shard is behind the source, for the stream that is behind most.",
                        () -> Optional.ofNullable(last.lags().get(name)))
                .addAge(
                        "shard.last.transaction.age",
                        "Time since its last transaction came.",
                        () -> Optional.ofNullable(last.taken().get(name)).map(this::since));
    }

    private Optional<MirrorVitals.Table> table(String name) {
        return Optional.ofNullable(last.tables().get(name));
    }

    private Optional<LastCheckpoint> checkpoint(String name) {
        return table(name).flatMap(MirrorVitals.Table::last);
    }

    private Duration since(Instant moment) {
        Duration since = Duration.between(moment, clock.instant());
        return since.isNegative() ? Duration.ZERO : since;
    }
}
