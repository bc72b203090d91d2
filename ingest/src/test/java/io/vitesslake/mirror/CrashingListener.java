package io.vitesslake.mirror;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.source.Vgtid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Ends the process, as far as a test can, at the n-th thing the loop tells. Keeps what it was told. */
final class CrashingListener implements MirrorListener {

    final List<String> checkpoints = new ArrayList<>();
    final List<String> stopped = new ArrayList<>();
    final List<String> restarts = new ArrayList<>();
    final List<String> recopies = new ArrayList<>();
    final List<String> lost = new ArrayList<>();
    ResumePlan plan;

    private int left;

    /**
     * @param calls that are survived
     */
    CrashingListener(int calls) {
        left = calls;
    }

    static CrashingListener never() {
        return new CrashingListener(Integer.MAX_VALUE);
    }

    /** What a crash looks like. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private void told() {
        if (left-- <= 0) {
            throw new Crash();
        }
    }

    @Override
    public void resumed(ResumePlan resumePlan) {
        plan = resumePlan;
        told();
    }

    @Override
    public void tablePaused(String table, Instant since) {
        stopped.add(table + " is paused");
    }

    @Override
    public void tableStopped(String table, CodedException error) {
        stopped.add(table + ": " + error.getMessage());
    }

    @Override
    public void copyRestarted(String table, String why) {
        restarts.add(table + ": " + why);
    }

    @Override
    public void recopyStarted(String table, String why) {
        recopies.add(table + " started: " + why);
    }

    @Override
    public void recopied(String table) {
        recopies.add(table + " done");
    }

    @Override
    public void recopyFailed(String table, CodedException error) {
        recopies.add(table + " failed: " + error.getMessage());
    }

    @Override
    public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
        checkpoints.add(table + " " + counts);
        told();
    }

    @Override
    public void valuesLost(String table, List<ValueLosses.Loss> losses) {}

    @Override
    public void foreignChanges(String table, List<String> snapshots) {}

    @Override
    public void streamLost(List<String> tables, CodedException error, long retryInMillis) {
        lost.add(tables + ": " + error.getMessage());
    }

    @Override
    public void targetUnreachable(String table, Vgtid target, Vgtid reached) {}

    @Override
    public void progress(List<TableProgress> tables) {
        told();
    }
}
