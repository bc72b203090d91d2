package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.ddl.ChangePolicies.OnIncompatibleSchema;
import io.vitesslake.ddl.ChangePolicies.OnPartialImage;
import io.vitesslake.ddl.ChangePolicies.OnTruncate;
import io.vitesslake.ddl.TableDdl;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What becomes of tables whose source changes otherwise than by complete row events: followed in place, behind a checkpoint, by a
 * new copy, or stopped, as their policies say. Belongs to the loop's thread.
 */
final class SchemaChanges {

    /** What VTGate and FIELD events say of rows that were written before a schema change. */
    private static final Set<String> NEWER_COLUMNS = Set.of("schema-mismatch", "unknown-column-names");

    private final Tables tables;
    private final Streams streams;
    private final Recopies recopies;
    private final TableInspector inspector;
    private final BiConsumer<TableSync, CodedException> stop;
    private final InstantSource clock;

    /**
     * @param inspector asks the source what tables are now
     * @param stop ends a table in this run
     */
    SchemaChanges(
            Tables tables,
            Streams streams,
            Recopies recopies,
            TableInspector inspector,
            BiConsumer<TableSync, CodedException> stop,
            InstantSource clock) {
        this.tables = tables;
        this.streams = streams;
        this.recopies = recopies;
        this.inspector = inspector;
        this.stop = stop;
        this.clock = clock;
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
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "truncated",
                    "Cannot go on with " + table.setup().identity() + ": it was truncated on " + event.shard()
                            + ", and on-truncate is halt. Run `vitesslake recopy " + table.table()
                            + "`, or set on-truncate to apply or recopy (table-defaults or tables." + table.table()
                            + ") and start again.");
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
            stop.accept(
                    table,
                    new CodedException(
                            ErrorCode.SOURCE,
                            "schema-change",
                            "Cannot follow a change of " + table.setup().identity() + ": " + why
                                    + ", and on-incompatible-schema is halt. Run `vitesslake recopy " + table.table()
                                    + "`, or set on-incompatible-schema to recopy (table-defaults or tables."
                                    + table.table() + ") and start again."));
            return;
        }
        try {
            recopies.copyAnew(table, why, inspector.check(table.setup()));
        } catch (CodedException e) {
            stop.accept(table, e);
        }
    }

    /** A table cannot take what its stream brings, or VTGate cannot send it. */
    void failed(TableSync table, CodedException error) {
        boolean partial = error.reason().equals("partial-image")
                && table.setup().changes().onPartialImage() == OnPartialImage.RECOPY;
        if (partial) {
            copy(table, "MySQL wrote only some columns of a row");
        } else if (NEWER_COLUMNS.contains(error.reason())) {
            copy(
                    table,
                    "VTGate cannot read its older rows by its newer columns (run the tablets with"
                            + " --track-schema-versions)");
        } else {
            stop.accept(table, error);
        }
    }

    /** Gives up waiting for shards that do not do what others did. */
    void tend(Instant now) {
        for (TableSync table : List.copyOf(tables.visible())) {
            Optional<String> broken = table.brokenTruncation(now);
            broken.ifPresent(why -> copy(table, why));
        }
    }
}
