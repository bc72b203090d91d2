package io.vitesslake.sim;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.mirror.MirrorListener;
import io.vitesslake.mirror.ResumePlan;
import io.vitesslake.mirror.TableProgress;
import io.vitesslake.mirror.TableState;
import io.vitesslake.source.Vgtid;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Looks at the lake now and then when a checkpoint is told; may be where the process dies. */
final class SimListener implements MirrorListener {

    private final Incarnation life;
    private final Consumer<String> look;
    private final SimSchemaWatch schemas;
    private final Coverage coverage;
    private final SimTrace trace;

    /** @param look is told of tables that have been saved */
    SimListener(Incarnation life, Consumer<String> look, SimSchemaWatch schemas, Coverage coverage, SimTrace trace) {
        this.life = life;
        this.look = look;
        this.schemas = schemas;
        this.coverage = coverage;
        this.trace = trace;
    }

    private void told(String what) {
        life.pass(Incarnation.End.AT_TELLING, Coverage.Event.KILL_AT_TELLING, what);
    }

    private void count(Coverage.Event event, String why) {
        coverage.count(event);
        if (why.startsWith("it follows the shards")) {
            coverage.count(Coverage.Event.LEFT_GONE_SHARDS);
        } else if (why.contains("MySQL cannot go on exactly")) {
            coverage.count(Coverage.Event.INEXACT_KEY);
        } else if (why.startsWith("shards were replaced of which")) {
            coverage.count(Coverage.Event.MISSED_HAND_OVER);
        } else if (why.startsWith("the shard that it was read from")) {
            coverage.count(Coverage.Event.REFERENCE_LEFT_ITS_SHARD);
        }
    }

    @Override
    public void resumed(ResumePlan plan) {
        trace.add(() -> "resumed " + plan);
        told("resumed");
    }

    @Override
    public void tablePaused(String table, Instant since) {
        trace.add(() -> table + " is paused");
        told("paused");
    }

    @Override
    public void tableStopped(String table, CodedException error) {
        trace.add(() -> table + " STOPPED " + error.getMessage());
    }

    @Override
    public void copyRestarted(String table, String why) {
        trace.add(() -> table + " is copied from its start: " + why);
        count(Coverage.Event.COPY_RESTARTED, why);
        schemas.copyStarted(table, why);
        told("restart");
    }

    @Override
    public void recopyStarted(String table, String why) {
        trace.add(() -> table + " is copied once more: " + why);
        count(Coverage.Event.RECOPY, why);
        schemas.copyStarted(table, why);
        told("recopy");
    }

    @Override
    public void recopied(String table) {
        trace.add(() -> table + " is replaced by its new copy");
        coverage.count(Coverage.Event.RECOPIED);
        schemas.replaced(table);
        told("recopied");
    }

    @Override
    public void recopyFailed(String table, CodedException error) {
        if (error.reason().equals("schema-change")) {
            trace.add(() -> "recopy of " + table + " is given up: " + error.getMessage());
            schemas.replaced(table);
            return;
        }
        throw new AssertionError("recopy of " + table + " failed: " + error.getMessage(), error);
    }

    @Override
    public void checkpointed(String table, TableState state, Vgtid vgtid, ChangeCounts counts) {
        trace.add(() -> "checkpoint " + table + " " + state + " " + vgtid + " " + counts);
        coverage.count(Coverage.Event.CHECKPOINT);
        schemas.saved(table, state, vgtid);
        if (state instanceof TableState.Copying && counts.updated() + counts.deleted() > 0) {
            coverage.count(Coverage.Event.DELETE_WHILE_COPYING);
        }
        look.accept(table);
        told("checkpoint of " + table);
    }

    @Override
    public void valuesLost(String table, List<ValueLosses.Loss> losses) {
        throw new AssertionError(table + " lost values: " + losses);
    }

    @Override
    public void foreignChanges(String table, List<String> snapshots) {
        throw new AssertionError("foreign changes " + snapshots);
    }

    @Override
    public void streamLost(List<String> tables, CodedException error, long retryInMillis) {
        if (error.reason().equals("silent-stream")) {
            coverage.count(Coverage.Event.SILENT_STREAM);
        }
        trace.add(() -> "lost " + tables + ": " + error.reason());
        told("a stream lost");
    }

    @Override
    public void targetUnreachable(String table, Vgtid target, Vgtid reached) {
        throw new AssertionError(table + " cannot reach " + target + ", is at " + reached);
    }

    @Override
    public void progress(List<TableProgress> tables) {
        told("progress");
    }
}
