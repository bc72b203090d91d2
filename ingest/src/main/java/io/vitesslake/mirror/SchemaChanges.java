package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.ForeignChange;
import io.vitesslake.ddl.ChangePolicies.OnForeignChange;
import io.vitesslake.ddl.ChangePolicies.OnIncompatibleSchema;
import io.vitesslake.ddl.ChangePolicies.OnPartialImage;
import io.vitesslake.ddl.ChangePolicies.OnPurgedBinlog;
import io.vitesslake.ddl.ChangePolicies.OnTruncate;
import io.vitesslake.ddl.TableDdl;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What becomes of tables whose source changes otherwise than by complete row events, or that others change in the lake: followed
 * in place, behind a checkpoint, by a new copy, or stopped, as their policies say. Belongs to the loop's thread.
 */
final class SchemaChanges {

    /** What VTGate and FIELD events say of rows that were written before a schema change. */
    private static final Set<String> NEWER_COLUMNS = Set.of("schema-mismatch", "unknown-column-names");

    private final Tables tables;
    private final Streams streams;
    private final Recopies recopies;
    private final TableInspector inspector;
    private final Supplier<PositionCheck> checks;
    private final BiConsumer<TableSync, CodedException> stop;
    private final InstantSource clock;

    /**
     * @param inspector asks the source what tables are now
     * @param checks asks the source whether it can go on from positions
     * @param stop ends a table in this run
     */
    SchemaChanges(
            Tables tables,
            Streams streams,
            Recopies recopies,
            TableInspector inspector,
            Supplier<PositionCheck> checks,
            BiConsumer<TableSync, CodedException> stop,
            InstantSource clock) {
        this.tables = tables;
        this.streams = streams;
        this.recopies = recopies;
        this.inspector = inspector;
        this.checks = checks;
        this.stop = stop;
        this.clock = clock;
    }

    /** Whether the source can go on from positions, as of now. */
    PositionCheck positions() {
        return checks.get();
    }

    /** A DDL statement concerns a table. */
    void ddl(TableSync table, DdlEvent event) {
        try {
            evolve(table, follow(table, event));
        } catch (CodedException e) {
            stop.accept(table, e);
        }
    }

    private Evolution follow(TableSync table, DdlEvent event) {
        Evolution settled = table.settle(event.shard());
        if (settled != Evolution.FOLLOWED) {
            return settled;
        }
        TableDdl ddl = event.ddl();
        if (ddl.unknowable().isPresent()) {
            return new Evolution.NeedsCopy(ddl.unknowable().get() + " on " + event.shard());
        }
        if (ddl.rekeys()) {
            TableSetup now = inspector.check(table.setup());
            if (!now.key().equals(table.setup().key())) {
                return new Evolution.NeedsCopy(
                        "its key became " + now.key() + " from " + table.setup().key());
            }
            table.checked(now);
        }
        if (ddl.truncates()) {
            return truncate(table, event);
        }
        return table.changeColumns(event, inspector);
    }

    private Evolution truncate(TableSync table, DdlEvent event) {
        OnTruncate policy = table.setup().changes().onTruncate();
        if (policy == OnTruncate.HALT) {
            throw halted(
                    table,
                    "truncated",
                    "Cannot go on with " + table.setup().identity() + ": it was truncated on " + event.shard(),
                    "on-truncate",
                    "apply or recopy");
        }
        return policy == OnTruncate.RECOPY
                ? new Evolution.NeedsCopy("it was truncated on " + event.shard())
                : table.truncated(event.shard(), event.before(), clock.instant());
    }

    /** A table's columns changed, or DDL statements say so. */
    void evolve(TableSync table, Evolution evolution) {
        if (evolution instanceof Evolution.NeedsCopy copy) {
            copy(table, copy.why());
        } else if (evolution instanceof Evolution.NeedsCheckpoint checkpoint) {
            if (table.mayAwaitSchema()) {
                table.awaitSchema(checkpoint.change());
                streams.remove(table);
            } else {
                copy(table, "its columns changed while it was copied or truncated");
            }
        }
    }

    private void copy(TableSync table, String why) {
        if (table.setup().changes().onIncompatibleSchema() == OnIncompatibleSchema.HALT) {
            CodedException error = halted(
                    table,
                    "schema-change",
                    "Cannot follow a change of " + table.setup().identity() + ": " + why,
                    "on-incompatible-schema",
                    "recopy");
            stop.accept(table, error);
            return;
        }
        copyNow(table, why);
    }

    private void copyNow(TableSync table, String why) {
        try {
            recopies.copyAnew(table, why, inspector.check(table.setup()));
        } catch (CodedException e) {
            stop.accept(table, e);
        }
    }

    private static CodedException halted(TableSync table, String reason, String what, String option, String others) {
        return new CodedException(
                ErrorCode.SOURCE,
                reason,
                what + ", and " + option + " is halt. Run `vitesslake recopy " + table.table() + "`, or set " + option
                        + " to " + others + " (table-defaults or tables." + table.table() + ") and start again.");
    }

    /** A table cannot take what its stream brings, or VTGate cannot send it. */
    void failed(TableSync table, CodedException error) {
        boolean partial = error.reason().equals("partial-image")
                && table.setup().changes().onPartialImage() == OnPartialImage.RECOPY;
        boolean purged = error.reason().equals(PositionCheck.PURGED)
                && table.setup().changes().onPurgedBinlog() == OnPurgedBinlog.RECOPY;
        if (partial) {
            copyNow(table, "MySQL wrote only some columns of a row");
        } else if (purged) {
            copyNow(table, "the source has purged binlogs that come next");
        } else if (NEWER_COLUMNS.contains(error.reason())) {
            copy(
                    table,
                    "VTGate cannot read its older rows by its newer columns (run the tablets with"
                            + " --track-schema-versions)");
        } else {
            stop.accept(table, error);
        }
    }

    /**
     * Others have changed the table's rows in the lake, which stands until it is copied again: it stops, if its policy says so.
     *
     * @return whether it is stopped
     */
    boolean stopIfChangedByOthers(TableSync table) {
        List<ForeignChange> changes =
                table.saved().map(SavedCursor::foreignChanges).orElse(List.of());
        if (changes.isEmpty() || table.setup().changes().onForeignChange() != OnForeignChange.HALT) {
            return false;
        }
        if (!table.isStopped()) {
            stop.accept(
                    table,
                    new CodedException(
                            ErrorCode.LAKE,
                            "foreign-change",
                            "Cannot go on with " + table.setup().identity()
                                    + ": others changed its rows in the lake, last by "
                                    + changes.get(0).describe()
                                    + ", and on-foreign-change is halt. Run `vitesslake recopy "
                                    + table.table()
                                    + "`; or roll the lake table back to the checkpoint before it; or set"
                                    + " on-foreign-change to warn (table-defaults or tables." + table.table()
                                    + ") and start again."));
        }
        return true;
    }

    /** Gives up waiting for shards that do not do what others did. */
    void tend(Instant now) {
        for (TableSync table : List.copyOf(tables.visible())) {
            Optional<String> broken = table.brokenTruncation(now);
            broken.ifPresent(why -> copy(table, why));
        }
    }
}
