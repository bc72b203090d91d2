package io.vitesslake.mirror;

import io.vitesslake.buffer.MemoryBudget;
import io.vitesslake.source.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Looks, about once a second, at how the loop is doing. Belongs to the loop's thread. */
final class VitalSigns {

    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final Tables tables;
    private final Streams streams;
    private final MemoryBudget budget;

    private Instant last = Instant.EPOCH;

    VitalSigns(Tables tables, Streams streams, MemoryBudget budget) {
        this.tables = tables;
        this.streams = streams;
        this.budget = budget;
    }

    /**
     * Empty when the last look was just now.
     *
     * @param progress of all tables, in their order
     */
    Optional<MirrorVitals> take(Instant now, List<TableProgress> progress) {
        if (Duration.between(last, now).compareTo(BETWEEN) < 0) {
            return Optional.empty();
        }
        last = now;
        List<MirrorVitals.Stream> all = new ArrayList<>();
        Map<TableSync, Duration> lags = new HashMap<>();
        for (StreamSync stream : streams.all()) {
            MirrorVitals.Stream vitals = vitals(stream, now);
            all.add(vitals);
            vitals.lag().ifPresent(lag -> stream.tables().forEach(table -> lags.put(table, lag)));
        }
        List<MirrorVitals.Table> standings = new ArrayList<>();
        List<TableSync> known = tables.all();
        for (int i = 0; i < known.size(); i++) {
            standings.add(vitals(known.get(i), progress.get(i), Optional.ofNullable(lags.get(known.get(i))), now));
        }
        return Optional.of(
                new MirrorVitals(now, standings, all, streams.transactions(), budget.used(), budget.limit()));
    }

    private static MirrorVitals.Stream vitals(StreamSync stream, Instant now) {
        boolean open = stream.handle().isPresent();
        SortedMap<Shard, ShardVitals> shards = new TreeMap<>();
        stream.tallies()
                .forEach((shard, tally) -> tally.look(now, open, stream.isQuiet())
                        .filter(of -> stream.position().shards().contains(shard))
                        .ifPresent(of -> shards.put(shard, of)));
        return new MirrorVitals.Stream(
                stream.tables().stream().map(TableSync::table).toList(),
                open,
                stream.isCopying(),
                stream.isQuiet(),
                shards);
    }

    private static MirrorVitals.Table vitals(
            TableSync table, TableProgress progress, Optional<Duration> streamed, Instant now) {
        LaggingShards lagging = table.position().lagging();
        Optional<Duration> standstill = lagging.lags().values().stream()
                .map(lag -> Duration.between(lag.since(), now))
                .max(Duration::compareTo);
        return new MirrorVitals.Table(
                progress,
                table.table(),
                table.saved().map(LastCheckpoint::of),
                streamed.map(lag -> standstill
                                .map(other -> ShardLags.longer(lag, other))
                                .orElse(lag))
                        .or(() -> standstill),
                lagging,
                table.buffered().bytes());
    }
}
