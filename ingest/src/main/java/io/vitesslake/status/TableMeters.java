package io.vitesslake.status;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vitesslake.mirror.TableCommit;
import java.time.Duration;

/** Counts what becomes of one source table. Written by the loop's thread alone, once for a checkpoint or a second. */
final class TableMeters {

    private static final String TABLE = "table";

    private final Counter inserted;
    private final Counter updated;
    private final Counter deleted;
    private final Counter changes;
    private final Counter copied;
    private final Counter checkpoints;
    private final Timer took;
    private final Timer freshness;
    private final Counter stops;
    private final Counter copyRestarts;
    private final Counter recopies;
    private final Counter valuesLost;
    private final Counter foreignChanges;

    // Told as sums over the process.
    private long lost;

    TableMeters(MeterRegistry registry, String table) {
        inserted = counter(registry, table, "rows.inserted", "Rows that checkpoints inserted, new copies included.");
        updated = counter(registry, table, "rows.updated", "Rows that checkpoints replaced.");
        deleted = counter(registry, table, "rows.deleted", "Rows that checkpoints deleted.");
        changes = counter(
                registry, table, "row.events", "Row changes taken in from the source; several of one row count.");
        copied = counter(registry, table, "rows.copied", "Rows taken in by copies.");
        checkpoints = counter(registry, table, "checkpoints", "Checkpoints of the table that are durable.");
        took = Timer.builder("vitesslake.checkpoint.duration")
                .description("Time from the cut of a checkpoint to its commit: writing files, and committing.")
                .tag(TABLE, table)
                .serviceLevelObjectives(seconds(0.1, 0.3, 1, 3, 10, 30, 100, 300))
                .register(registry);
        freshness = Timer.builder("vitesslake.freshness")
                .description("Age of the newest source commit in a snapshot when readers saw it; running tables.")
                .tag(TABLE, table)
                .serviceLevelObjectives(seconds(1, 3, 10, 30, 60, 120, 300, 600, 1800, 3600))
                .register(registry);
        stops = counter(registry, table, "table.stops", "How often the table was stopped.");
        copyRestarts =
                counter(registry, table, "copy.restarts", "How often its copy started from the beginning again.");
        recopies = counter(registry, table, "recopies", "New copies begun beside the rows that readers see.");
        valuesLost =
                counter(registry, table, "values.lost", "Values that no lake type holds, lost as its options say.");
        foreignChanges = counter(registry, table, "foreign.changes", "Changes of its rows by others.");
    }

    private static Counter counter(MeterRegistry registry, String table, String name, String description) {
        return Counter.builder("vitesslake." + name)
                .description(description)
                .tag(TABLE, table)
                .register(registry);
    }

    private static Duration[] seconds(double... bounds) {
        Duration[] durations = new Duration[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            durations[i] = Duration.ofMillis((long) (bounds[i] * 1000));
        }
        return durations;
    }

    // Exact up to 2^53.
    private static void add(Counter counter, long count) {
        counter.increment((double) count);
    }

    void took(RowsTaken rows) {
        add(changes, rows.changed());
        add(copied, rows.copied());
    }

    void committed(TableCommit commit) {
        add(inserted, commit.counts().inserted());
        add(updated, commit.counts().updated());
        add(deleted, commit.counts().deleted());
        checkpoints.increment();
        took.record(commit.took());
        commit.freshness().ifPresent(freshness::record);
    }

    void stopped() {
        stops.increment();
    }

    void copyRestarted() {
        copyRestarts.increment();
    }

    void recopyStarted() {
        recopies.increment();
    }

    void changedByOthers(int times) {
        foreignChanges.increment(times);
    }

    /** @param all since the start of the process */
    void lost(long all) {
        add(valuesLost, Math.max(0, all - lost));
        lost = all;
    }
}
