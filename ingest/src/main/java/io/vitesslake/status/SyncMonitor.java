package io.vitesslake.status;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.mirror.MirrorListener;
import io.vitesslake.mirror.MirrorVitals;
import io.vitesslake.mirror.ResumePlan;
import io.vitesslake.mirror.TableCommit;
import io.vitesslake.mirror.TableProgress;
import io.vitesslake.mirror.TableState;
import io.vitesslake.source.Vgtid;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps what a running sync tells for those who ask: metrics, health, the status page. The loop's thread tells, without waiting for
 * anybody; any thread asks, and gets what is immutable.
 */
public final class SyncMonitor implements MirrorListener {

    private final InstantSource clock;
    private final Instant started;
    private final SyncMetrics metrics;
    private final ErrorLog errors = new ErrorLog();
    private final ThroughputHistory throughput = new ThroughputHistory();
    private final Map<String, TableState.Stopped> refused = new ConcurrentHashMap<>();
    // By name as told; the loop's thread alone.
    private final Map<String, TableProgress> before = new HashMap<>();

    private volatile boolean resumed;
    private volatile Instant turned;
    private volatile Optional<MirrorVitals> vitals = Optional.empty();
    private volatile Surroundings surroundings = Surroundings.NONE;

    /** @param version of this program */
    public SyncMonitor(String version, InstantSource clock) {
        this.clock = clock;
        this.started = clock.instant();
        this.turned = started;
        this.metrics = new SyncMetrics(version, clock, this::view, () -> surroundings);
    }

    /** The sync is connected. Any thread. */
    public void surroundedBy(Surroundings newSurroundings) {
        surroundings = newSurroundings;
    }

    SyncMetrics metrics() {
        return metrics;
    }

    /** How it stands now. Any thread. */
    SyncView view() {
        Surroundings around = surroundings;
        Optional<MirrorVitals> last = vitals;
        SortedMap<String, TableState.Stopped> never = new TreeMap<>(refused);
        last.ifPresent(of -> of.tables().forEach(table -> never.remove(table.source())));
        return new SyncView(
                clock.instant(),
                started,
                resumed,
                turned,
                last,
                never,
                around.lakeRetries().getAsLong(),
                around.lakeFailingSince().get(),
                errors.newestFirst(),
                throughput.samples());
    }

    private void failed(String code, String subject, String message) {
        errors.add(code, subject, message, clock.instant());
    }

    @Override
    public void resumed(ResumePlan plan) {
        turned = clock.instant();
        resumed = true;
    }

    @Override
    public void tableStopped(String table, CodedException error) {
        refused.put(table, TableState.Stopped.of(error, clock.instant()));
        metrics.table(table).stopped();
        failed(error.reason(), table, error.getMessage());
    }

    @Override
    public void tablePaused(String table, Instant since) {
        // Seen in the state of the table.
    }

    @Override
    public void copyRestarted(String table, String why) {
        metrics.table(table).copyRestarted();
        failed("copy-restarted", table, "The copy starts anew: " + why + ". Nothing is to be done.");
    }

    @Override
    public void recopyStarted(String table, String why) {
        metrics.table(table).recopyStarted();
    }

    @Override
    public void recopied(String table) {
        // Seen in the state of the table.
    }

    @Override
    public void recopyFailed(String table, CodedException error) {
        failed(error.reason(), table, "The new copy was given up: " + error.getMessage());
    }

    @Override
    public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
        // Measured by what comes right after.
    }

    @Override
    public void committed(TableCommit commit) {
        metrics.table(commit.table()).committed(commit);
    }

    @Override
    public void valuesLost(String table, List<ValueLosses.Loss> losses) {
        metrics.table(table)
                .lost(losses.stream().mapToLong(ValueLosses.Loss::count).sum());
    }

    @Override
    public void foreignChanges(String table, List<String> changes) {
        metrics.table(table).changedByOthers(changes.size());
        failed(
                "foreign-change",
                table,
                "Changed by others, so that it may differ from the source: " + String.join(", ", changes)
                        + ". To repair it, run `vitesslake recopy " + table
                        + "`, or roll the table back to the checkpoint before the change.");
    }

    @Override
    public void streamLost(List<String> tables, CodedException error, long retryInMillis) {
        metrics.streamLost();
        failed(
                error.reason(),
                String.join(", ", tables),
                "The stream broke and is opened again. " + error.getMessage());
    }

    @Override
    public void targetUnreachable(String table, Vgtid target, Vgtid reached) {
        failed(
                "target-unreachable",
                table,
                "Cannot reach " + target + ", which the source shows but does not send; it has " + reached
                        + ". Look for errant GTIDs at the source.");
    }

    @Override
    public void progress(List<TableProgress> tables) {
        turned = clock.instant();
    }

    @Override
    public void vitals(MirrorVitals now) {
        RowsTaken all = RowsTaken.NONE;
        Map<String, TableProgress> told = new HashMap<>();
        for (MirrorVitals.Table table : now.tables()) {
            TableProgress progress = table.progress();
            RowsTaken rows = RowsTaken.between(Optional.ofNullable(before.get(progress.table())), progress);
            metrics.table(table.source()).took(rows);
            told.put(progress.table(), progress);
            all = all.plus(rows);
        }
        before.clear();
        before.putAll(told);
        throughput.add(now.at(), all);
        vitals = Optional.of(now);
        metrics.look(view());
    }
}
