package io.vitesslake.mirror;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.source.Vgtid;
import java.time.Instant;
import java.util.List;

/** Listens to nothing and takes a stop for a failure, unless overridden. */
class Told implements MirrorListener {

    @Override
    public void resumed(ResumePlan plan) {}

    @Override
    public void tablePaused(String table, Instant since) {}

    @Override
    public void tableStopped(String table, CodedException error) {
        throw error;
    }

    @Override
    public void copyRestarted(String table, String why) {}

    @Override
    public void recopyStarted(String table, String why) {}

    @Override
    public void recopied(String table) {}

    @Override
    public void recopyFailed(String table, CodedException error) {
        throw error;
    }

    @Override
    public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {}

    @Override
    public void valuesLost(String table, List<ValueLosses.Loss> losses) {}

    @Override
    public void foreignChanges(String table, List<String> snapshots) {}

    @Override
    public void streamLost(List<String> tables, CodedException error, long retryInMillis) {
        throw error;
    }

    @Override
    public void targetUnreachable(String table, Vgtid target, Vgtid reached) {}

    @Override
    public void progress(List<TableProgress> tables) {}
}
