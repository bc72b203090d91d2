package io.vitesslake.mirror;

import io.vitesslake.buffer.TouchedKeys;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.SchemaChange;
import io.vitesslake.change.TableShape;
import io.vitesslake.commit.Placement;
import io.vitesslake.decode.RowFormat;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import io.vitesslake.tables.LakeTable;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Where one table stands in this process: what the lake holds of it, what is buffered since, and how to read its rows.
 * Belongs to the loop's thread.
 */
final class TableSync {

    private static final Evolution CHANGED_BETWEEN_TRUNCATES =
            new Evolution.NeedsCopy("its columns changed while some shards had yet to truncate it");

    private final int id;
    private final TableBuffers buffers;
    private final String branch;
    private final TableColumns columns;
    private final TableRows buffered;
    private final TablePosition position = new TablePosition();
    private final CopyTally tally = new CopyTally();

    private TableSetup setup;
    private Optional<LakeTable> lake;
    private Optional<SavedCursor> saved;
    private TableState state;
    private TouchedKeys touched;
    // Id of the copy that this is, while it replaces the rows that readers see; empty for what they see.
    private Optional<UUID> recopy;
    // Whether what the lake holds of the table is void, because its copy starts anew or all shards have truncated it.
    private boolean anew;
    // Whether no stream serves the table any more, because a new copy is to replace it.
    private boolean frozen;
    // What the next checkpoint does to the lake's columns; nothing serves the table until then.
    private SchemaChange schemaChange = SchemaChange.NONE;
    private long changes;

    /**
     * @param branch the lake's branch for a copy that is to replace what readers see
     * @param recopy id of the copy, if this is one that is to replace the rows that readers see
     */
    TableSync(
            int id, TableSetup setup, TableBuffers buffers, String branch, LakeState lakeState, Optional<UUID> recopy) {
        this.branch = branch;
        this.id = id;
        this.setup = setup;
        this.buffers = buffers;
        this.buffered = new TableRows(buffers);
        this.recopy = recopy;
        this.lake = lakeState.table();
        this.columns = new TableColumns(setup);
        resume(lakeState.saved(), false);
    }

    /**
     * Takes the saved cursor, or the lack of one, as the truth, and forgets what is buffered.
     *
     * @param onTheSpot whether it is where this process just was
     */
    void resume(Optional<SavedCursor> newSaved, boolean onTheSpot) {
        discard();
        saved = newSaved;
        frozen = false;
        position.clear();
        anew = false;
        Optional<TableCursor> cursor = newSaved.map(SavedCursor::cursor);
        tally.resume(cursor);
        cursor.ifPresent(position.lag()::resume);
        touched = buffers.touchedKeys();
        newSaved.filter(from -> from.cursor().copy().touched())
                .ifPresent(from -> from.notes().ifPresentOrElse(touched::restore, touched::everything));
        boolean copying = cursor.map(of -> of.vgtid().isCopying(table())).orElse(true);
        state = copying ? TableState.COPYING : TableState.RUNNING;
        resumeColumns(cursor, onTheSpot);
        columns.shape().ifPresent(shape -> buffered.open(shape, touched));
    }

    private void resumeColumns(Optional<TableCursor> cursor, boolean onTheSpot) {
        Optional<SavedColumns> known = savedColumns(cursor);
        boolean begun = recopy.isEmpty() || cursor.isPresent();
        columns.resume(
                known.isPresent()
                        ? known.get().shape()
                        : lake.filter(table -> begun).map(LakeTable::shape),
                known.map(SavedColumns::names).orElseGet(TreeMap::new),
                cursor.map(TableCursor::pending).orElseGet(TreeMap::new),
                onTheSpot);
    }

    // A copy that is to replace what readers see has columns of its own.
    private Optional<SavedColumns> savedColumns(Optional<TableCursor> cursor) {
        return lake.flatMap(table -> cursor.map(of -> new SavedColumns(table, recopy.map(copy -> branch), of)));
    }

    /**
     * Forgets what the lake and the buffer hold: the table is copied from its start, and the next checkpoint has no other rows.
     *
     * @param why a clause, for people
     * @param newSetup how it is mirrored from now on
     */
    void copyAnew(String why, TableSetup newSetup) {
        discard();
        setup = newSetup;
        columns.clear(newSetup);
        position.clear();
        tally.startAnew(why);
        touched.clear();
        anew = true;
        state = TableState.COPYING;
    }

    /** Why the rows in the lake are no ground to go on from; empty if they are. */
    Optional<String> whyNotAsWritten() {
        return anew || recopy.isPresent()
                ? Optional.empty()
                : savedColumns(saved.map(SavedCursor::cursor)).flatMap(written -> written.whyNotAsWritten(setup.key()));
    }

    /** Id of the copy that this is, while it is to replace the rows that readers see. */
    Optional<UUID> recopy() {
        return recopy;
    }

    /** Readers see this table's rows from now on. */
    void becomeVisible() {
        recopy = Optional.empty();
    }

    /** Whether what readers see is a whole table, if of an older time, and not a part of one. */
    boolean isVisiblyWhole() {
        return saved.filter(s -> !s.cursor().vgtid().isCopying(table())).isPresent();
    }

    /**
     * Whether this copy may take the place of what readers see: it is complete and holds all that they have seen.
     *
     * @param visible the table as they see it
     */
    boolean canReplace(TableSync visible) {
        // Its columns are unknown when its branch has gone since this process looked, which its next commit finds out.
        if (anew || saved.isEmpty() || state != TableState.RUNNING || !buffered.isOpen()) {
            return false;
        }
        if (visible.isStopped() || !visible.isVisiblyWhole() || visible.frozen) {
            return true;
        }
        return applied()
                .orElseThrow()
                .containsAll(visible.saved.orElseThrow().cursor().vgtid());
    }

    /** The table is no longer served, but keeps what the lake holds. */
    void freeze() {
        discard();
        anew = false;
        frozen = true;
        saved.ifPresent(last -> tally.saved(last.cursor()));
        position.clear();
        columns.shape().ifPresent(shape -> buffered.open(shape, touched));
    }

    CopyTally tally() {
        return tally;
    }

    boolean isFrozen() {
        return frozen;
    }

    /** The table's lake table; empty when it is still to be created. */
    Optional<LakeTable> lake() {
        return lake;
    }

    int id() {
        return id;
    }

    String table() {
        return setup.table();
    }

    TableSetup setup() {
        return setup;
    }

    TableState state() {
        return state;
    }

    boolean isStopped() {
        return state instanceof TableState.Stopped;
    }

    boolean isPaused() {
        return state.pausedSince().isPresent();
    }

    Optional<SavedCursor> saved() {
        return saved;
    }

    TableProgress progress() {
        return new TableProgress(
                table() + (recopy.isPresent() ? " (new copy)" : ""),
                state,
                changes,
                tally.copied(),
                setup.estimatedRows(),
                0);
    }

    /** Everything the lake and the buffer hold; empty before the first stream. */
    Optional<Vgtid> applied() {
        return buffered.truncation().map(Truncation::before).or(this::streamed);
    }

    private Optional<Vgtid> streamed() {
        return position.streamed()
                .or(() -> anew ? Optional.empty() : saved.map(s -> s.cursor().vgtid()));
    }

    /**
     * A stream now serves the table.
     *
     * @param start where the stream starts
     * @param now where it is, whenever asked
     */
    void serve(Vgtid start, Supplier<Vgtid> now) {
        position.serve(streamed(), start, now, start.isCopying(table()));
        columns.forgetFormats();
    }

    /** The stream, which was copying, has sent everything up to the given position. */
    void advance(Vgtid position) {
        if (state instanceof TableState.Copying && !position.isCopying(table())) {
            state = TableState.RUNNING;
            if (!touched.isEmpty()) {
                tally.interrupted();
            }
            touched.clear();
        }
    }

    /** Which transactions it has. */
    TablePosition position() {
        return position;
    }

    /**
     * A shard tells the table's columns.
     *
     * @throws CodedException SOURCE, when a column cannot be mirrored
     */
    Evolution fields(Shard shard, ToldColumns told) {
        Optional<TableShape> before = columns.shape();
        Evolution evolution = columns.tell(shard, told, saved.isEmpty() || anew);
        Optional<TableShape> now = columns.shape();
        if (buffered.truncation().isPresent() && !(evolution == Evolution.FOLLOWED && now.equals(before))) {
            return CHANGED_BETWEEN_TRUNCATES;
        }
        if (before.isEmpty()) {
            now.ifPresent(shape -> buffered.open(shape, touched));
        } else if (!now.equals(before)) {
            buffered.widen(now.orElseThrow());
        }
        return evolution;
    }

    /** Takes the columns that a shard told in a transaction that the table has, if they have not counted yet. */
    Evolution settle(Shard shard) {
        return columns.takePostponed(shard).map(told -> fields(shard, told)).orElse(Evolution.FOLLOWED);
    }

    /**
     * A DDL statement changed columns of a shard.
     *
     * @param inspector tells what they are now
     * @throws CodedException SOURCE {@code excluded-column-renamed}
     */
    Evolution changeColumns(DdlEvent event, TableInspector inspector) {
        boolean changed = !event.ddl().columns().isEmpty();
        return buffered.truncation().isPresent() && changed
                ? CHANGED_BETWEEN_TRUNCATES
                : columns.change(
                        event,
                        inspector,
                        lake.filter(LakeTable::takesInitialDefaults).isPresent());
    }

    /** Takes checks that were made again, with the same key. */
    void checked(TableSetup newSetup) {
        setup = newSetup;
    }

    /** Stays where it is until a checkpoint has changed the lake's columns. */
    void awaitSchema(SchemaChange change) {
        position.pin();
        schemaChange = change;
    }

    /** Whether {@link #awaitSchema} is possible: a checkpoint changes the columns of rows that stay, at the stream's position. */
    boolean mayAwaitSchema() {
        return state == TableState.RUNNING && recopy.isEmpty() && !anew;
    }

    boolean awaitsSchema() {
        return !schemaChange.isNone();
    }

    /**
     * A shard has truncated the table.
     *
     * @param before the stream's position before that
     */
    Evolution truncated(Shard shard, Vgtid before, Instant now) {
        if (state != TableState.RUNNING || recopy.isPresent() || !buffered.isOpen()) {
            return new Evolution.NeedsCopy("it was truncated");
        }
        if (!buffered.truncated(shard, position.withHeld(before), touched, now)) {
            return new Evolution.NeedsCopy("it was truncated again before all shards had");
        }
        if (buffered.empty()) {
            tally.empty();
            anew = true;
        }
        return Evolution.FOLLOWED;
    }

    /** Why a TRUNCATE that some shards have yet to run will not be waited for any longer. */
    Optional<String> brokenTruncation(Instant now) {
        return buffered.truncation().flatMap(truncation -> truncation.broken(position, now));
    }

    /** How rows are read. */
    TableColumns columns() {
        return columns;
    }

    /**
     * Takes in one row change of a transaction that is complete.
     *
     * @param resumed whether the copy of the table on this shard is unfinished, so that an event shows it was interrupted
     */
    void fold(RowFormat format, boolean copied, boolean resumed, byte[] bytes, int offset, int length) {
        buffered.fold(format, copied, resumed && !copied, bytes, offset, length);
        changes++;
        if (copied) {
            tally.copiedOne();
        }
    }

    /** What is yet to be saved. */
    TableRows buffered() {
        return buffered;
    }

    /** Ends the table in this run: what is buffered may end inside a transaction, so the lake stays where it is. */
    void stop(TableState.Stopped stopped) {
        discard();
        state = stopped;
    }

    private void discard() {
        buffered.discard();
        schemaChange = SchemaChange.NONE;
    }

    /** Whether a checkpoint would save anything but a newer position. */
    boolean isDirty() {
        if (state instanceof TableState.Stopped stopped) {
            return saved.filter(last -> !stopped.isLike(last.cursor().state())).isPresent();
        }
        if (applied().isEmpty()) {
            return false;
        }
        boolean newState = saved.isPresent() && !saved.get().cursor().state().equals(state);
        boolean newLag = saved.isPresent() && !anew && saved.get().isOtherStandstill(position.lagging());
        boolean emptied = anew && state == TableState.RUNNING;
        boolean unsaved = saved.isEmpty() && state == TableState.RUNNING;
        return buffered.isOpen() && (!buffered.isEmpty() || newState || newLag || emptied || awaitsSchema() || unsaved);
    }

    /** Whether there is anything that a checkpoint could save, be it the position alone. */
    boolean isCuttable() {
        return !isStopped() && buffered.isOpen() && applied().isPresent() && (saved.isPresent() || isDirty());
    }

    /** Whether the saved position is old and a newer one is there to save, or newer knowledge of what it lacks. */
    boolean isStale(Instant olderThan) {
        return isCuttable()
                && saved.filter(last -> last.at().isBefore(olderThan)
                                && last.isOther(applied().orElseThrow(), position.lagging()))
                        .isPresent();
    }

    /** Whether the saved position speaks of other shards than the stream now does. */
    boolean isAcrossShards() {
        return isCuttable()
                && saved.isPresent()
                && buffered.truncation().isEmpty()
                && !position.isOnShardsOf(saved.get().cursor().vgtid());
    }

    /** Seals what is buffered, to be saved together with the position it reaches. */
    TableCut cut() {
        Optional<UUID> parent = saved.map(SavedCursor::checkpointId);
        if (state instanceof TableState.Stopped stopped) {
            TableCursor last = saved.orElseThrow().cursor();
            TableCut.Origin origin = new TableCut.Origin(id, lake, Placement.MAIN, parent);
            return new TableCut(
                    setup, origin, Optional.empty(), Optional.empty(), last.stopped(stopped), Optional.empty());
        }
        return cut(anew ? Placement.MAIN_ANEW : Placement.MAIN, parent);
    }

    /**
     * The same for a copy that is to replace what readers see.
     *
     * @param visible the table as they see it
     */
    TableCut cutBeside(TableSync visible) {
        Optional<UUID> seen = visible.saved.map(SavedCursor::checkpointId);
        if (anew || saved.isEmpty()) {
            return cut(Placement.BRANCH_START, seen);
        }
        Placement placement = canReplace(visible) ? new Placement.Swap(seen, recopy) : Placement.BRANCH;
        return cut(placement, saved.map(SavedCursor::checkpointId));
    }

    private TableCut cut(Placement placement, Optional<UUID> parent) {
        Vgtid reached = applied().orElseThrow();
        if (!touched.isEmpty()) {
            tally.interrupted();
        }
        boolean hasTouched = state instanceof TableState.Copying && !touched.isEmpty();
        TableCursor cursor = new TableCursor(
                state,
                reached,
                new TreeMap<>(),
                columns.pending(reached.shards(), schemaChange),
                tally.rows(),
                copyCursor(placement, hasTouched),
                tally.sourceTimeMillis(),
                tally.losses(),
                position.lagging());
        anew = false;
        TableCut.Columns sealed = new TableCut.Columns(
                columns.shape().orElseThrow(),
                columns.names(reached.shards(), schemaChange),
                schemaChange,
                columns.superseded(),
                columns.losses());
        return new TableCut(
                setup,
                new TableCut.Origin(id, lake, placement, parent),
                Optional.of(sealed),
                Optional.of(buffered.seal()),
                cursor,
                hasTouched ? Optional.of(touched.print()) : Optional.empty());
    }

    // Of a finished copy nothing is told but, as long as it is on a branch, whose it is.
    private CopyCursor copyCursor(Placement placement, boolean hasTouched) {
        Optional<UUID> of = placement instanceof Placement.Swap ? Optional.empty() : recopy;
        return state instanceof TableState.Copying
                ? tally.cursor(progress().copy(), hasTouched, of)
                : new CopyCursor(Optional.empty(), false, of, 0, "");
    }

    /**
     * A cut has become durable.
     *
     * @return whether columns went into other lake columns than before, because others had dropped those
     */
    boolean saved(LakeTable table, SavedCursor cursor, Placement placement) {
        boolean sameRows = placement == Placement.MAIN || placement == Placement.BRANCH;
        boolean moved = sameRows
                && saved.filter(last -> SavedColumns.hasMoved(last.cursor(), cursor.cursor()))
                        .isPresent();
        lake = Optional.of(table);
        saved = Optional.of(cursor);
        if (!anew) {
            tally.saved(cursor.cursor());
        }
        return moved;
    }
}
