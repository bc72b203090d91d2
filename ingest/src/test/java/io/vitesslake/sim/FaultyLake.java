package io.vitesslake.sim;

import io.vitesslake.sim.Coverage.Event;
import io.vitesslake.sim.FaultPlan.Call;
import io.vitesslake.sim.FaultPlan.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;

/** The lake as one process meets it: its life, and in it the faults of its calls. What the catalog takes goes into the ledger. */
final class FaultyLake implements SimLake.Faults {

    private final SimLake lake;
    private final Incarnation life;
    private final FaultyCalls calls;
    private final Overlap overlap;
    private final LateCommits late;
    private final CommitLedger ledger;
    private final CommitLedger.Writer writer;
    private final Coverage coverage;

    FaultyLake(
            SimLake lake,
            Incarnation life,
            FaultyCalls calls,
            Overlap overlap,
            LateCommits late,
            CommitLedger ledger,
            Coverage coverage) {
        this.lake = lake;
        this.life = life;
        this.calls = calls;
        this.overlap = overlap;
        this.late = late;
        this.ledger = ledger;
        this.coverage = coverage;
        this.writer = ledger.writer(life.toString());
    }

    boolean isOvertaken() {
        return ledger.isOvertaken(writer);
    }

    /** The process is no more. */
    void end() {
        ledger.ended(writer);
    }

    @Override
    public <T> T operation(String what, Supplier<T> action) {
        Call call = callOf(what);
        if (call == Call.LOAD) {
            overlap.pass(Overlap.Place.AT_LOAD);
        }
        T result = life.operation(what, () -> calls.toLake(call, action));
        if (call == Call.LOAD) {
            ledger.read(writer, what.substring("load ".length()));
        }
        return result;
    }

    private static Call callOf(String what) {
        return switch (what) {
            case "read" -> Call.READ;
            case "write" -> Call.CLOSE;
            case "delete" -> Call.DELETE;
            default -> Call.LOAD;
        };
    }

    @Override
    public void newOutput() {
        calls.toLake(Call.NEW_OUTPUT, () -> null);
    }

    @Override
    public void write() throws IOException {
        Fault fault = calls.next(Call.WRITE);
        if (fault == Fault.BEFORE) {
            throw new IOException("fault: connection reset");
        } else if (fault == Fault.SLOW) {
            calls.pass(90);
        }
    }

    @Override
    public void commit(TableIdentifier table, Runnable action) {
        overlap.pass(Overlap.Place.BEFORE_COMMIT);
        late.pass(2);
        boolean creates = !lake.pointers().containsKey(table);
        life.commit(table, () -> {
            ledger.sent(writer);
            send(creates ? Call.CREATE : Call.COMMIT, () -> {
                action.run();
                ledger.taken(writer, table, lake.metadata(table));
            });
        });
        overlap.pass(Overlap.Place.AFTER_COMMIT);
    }

    private void send(Call call, Runnable commit) {
        Fault fault = calls.next(call);
        switch (fault) {
            case NONE -> commit.run();
            case SLOW -> {
                calls.pass(90);
                commit.run();
            }
            case BEFORE -> {
                coverage.count(Event.UNKNOWN_COMMIT_FAILED);
                throw unknown();
            }
            case HANG -> {
                calls.hang();
                coverage.count(Event.UNKNOWN_COMMIT_FAILED);
                throw unknown();
            }
            case LATE -> {
                if (late.add(commit)) {
                    life.kill(Event.KILL_WITH_COMMIT_UNDER_WAY);
                }
                calls.hang();
                throw unknown();
            }
            case AFTER -> {
                commit.run();
                coverage.count(Event.UNKNOWN_COMMIT_SUCCEEDED);
                throw unknown();
            }
            case REFUSED -> throw new CommitFailedException("fault: 409");
            case REFUSED_AFTER -> {
                commit.run();
                throw new CommitFailedException("fault: 409 for a request that was sent twice");
            }
        }
    }

    private RuntimeException unknown() {
        RuntimeException lost = calls.lost();
        return lost instanceof UncheckedIOException ? new CommitStateUnknownException(lost) : lost;
    }
}
