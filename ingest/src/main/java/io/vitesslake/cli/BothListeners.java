package io.vitesslake.cli;

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
import java.util.List;

/** Tells two. */
record BothListeners(MirrorListener first, MirrorListener second) implements MirrorListener {

    @Override
    public void resumed(ResumePlan plan) {
        first.resumed(plan);
        second.resumed(plan);
    }

    @Override
    public void tableStopped(String table, CodedException error) {
        first.tableStopped(table, error);
        second.tableStopped(table, error);
    }

    @Override
    public void tablePaused(String table, Instant since) {
        first.tablePaused(table, since);
        second.tablePaused(table, since);
    }

    @Override
    public void copyRestarted(String table, String why) {
        first.copyRestarted(table, why);
        second.copyRestarted(table, why);
    }

    @Override
    public void recopyStarted(String table, String why) {
        first.recopyStarted(table, why);
        second.recopyStarted(table, why);
    }

    @Override
    public void recopied(String table) {
        first.recopied(table);
        second.recopied(table);
    }

    @Override
    public void recopyFailed(String table, CodedException error) {
        first.recopyFailed(table, error);
        second.recopyFailed(table, error);
    }

    @Override
    public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
        first.checkpointed(table, state, vgtid, counts);
        second.checkpointed(table, state, vgtid, counts);
    }

    @Override
    public void committed(TableCommit commit) {
        first.committed(commit);
        second.committed(commit);
    }

    @Override
    public void valuesLost(String table, List<ValueLosses.Loss> losses) {
        first.valuesLost(table, losses);
        second.valuesLost(table, losses);
    }

    @Override
    public void foreignChanges(String table, List<String> changes) {
        first.foreignChanges(table, changes);
        second.foreignChanges(table, changes);
    }

    @Override
    public void streamLost(List<String> tables, CodedException error, long retryInMillis) {
        first.streamLost(tables, error, retryInMillis);
        second.streamLost(tables, error, retryInMillis);
    }

    @Override
    public void targetUnreachable(String table, Vgtid target, Vgtid reached) {
        first.targetUnreachable(table, target, reached);
        second.targetUnreachable(table, target, reached);
    }

    @Override
    public void progress(List<TableProgress> tables) {
        first.progress(tables);
        second.progress(tables);
    }

    @Override
    public void vitals(MirrorVitals vitals) {
        first.vitals(vitals);
        second.vitals(vitals);
    }
}
