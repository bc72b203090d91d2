package io.vitesslake.mirror;

import io.vitesslake.buffer.TableBuffer;
import io.vitesslake.buffer.TouchedKeys;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import io.vitesslake.commit.Placement;
import io.vitesslake.decode.RowFormat;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.source.Vgtid;
import io.vitesslake.tables.LakeTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Where one table stands in this process: what the lake holds of it, what is buffered since, and how to read its rows.
 * Belongs to the loop's thread.
 */
final class TableSync {

    private final int id;
    private final TableSetup setup;
    private final ShapeMerge shapes;
    private final TableBuffers buffers;

    private final Map<Shard, List<SourceColumn>> told = new HashMap<>();
    private final Map<Shard, RowFormat> formats = new HashMap<>();
    private final SortedMap<Shard, Set<String>> known = new TreeMap<>();

    private final ValueLosses losses = new ValueLosses();

    private Optional<LakeTable> lake;
    private Optional<TableShape> shape;
    private Optional<SavedCursor> saved;
    private TableState state;
    private TouchedKeys touched;
    // Id of the copy that this is, while it replaces the rows that readers see; empty for what they see.
    private Optional<UUID> recopy;
    // Whether what the lake holds of the table is void, because its copy starts anew.
    private boolean anew;
    // Whether no stream serves the table any more, because a new copy is to replace it.
    private boolean frozen;
    private int restarts;
    private String restartReason = "";
    // Set together with the shape; null before.
    private TableBuffer buffer;

    // What the table holds though its stream starts before it; null for nothing. The stream may have left some of its
    // shards,
    // but reads on where it was on the others.
    private Vgtid held;
    // Position of the stream that serves the table, or that did so last; null before the first.
    private Supplier<Vgtid> stream;

    private OptionalLong rows;
    // Once a copy was interrupted, what it delivers again cannot be told from what is new.
    private boolean rowsUnknown;
    private long sourceSeconds;
    private long changes;
    private long copiedRows;

    /**
     * @param recopy id of the copy, if this is one that is to replace the rows that readers see
     */
    TableSync(
            int id,
            TableSetup setup,
            ShapeMerge shapes,
            TableBuffers buffers,
            LakeState lakeState,
            Optional<UUID> recopy) {
        this.id = id;
        this.setup = setup;
        this.shapes = shapes;
        this.buffers = buffers;
        this.recopy = recopy;
        this.lake = lakeState.table();
        this.shape = lakeState.table().map(LakeTable::shape);
        resume(lakeState.saved());
    }

    /** Takes the saved cursor, or the lack of one, as the truth, and forgets what is buffered. */
    void resume(Optional<SavedCursor> newSaved) {
        discard();
        saved = newSaved;
        frozen = false;
        known.clear();
        held = null;
        stream = null;
        sourceSeconds = 0;
        rows = newSaved.isPresent() ? newSaved.get().cursor().rows() : OptionalLong.of(0);
        rowsUnknown = rows.isEmpty();
        newSaved.ifPresent(s -> s.cursor().shapes().forEach((shard, columns) -> known.put(shard, columns.keySet())));
        anew = false;
        restarts = newSaved.map(s -> s.cursor().copy().restarts()).orElse(0);
        restartReason = newSaved.map(s -> s.cursor().copy().restartReason()).orElse("");
        touched = buffers.touchedKeys();
        newSaved.filter(s -> s.cursor().copy().touched()).ifPresent(this::restoreTouched);
        copiedRows = newSaved.flatMap(s -> s.cursor().copy().count())
                .map(CopyCount::rows)
                .orElse(0L);
        boolean copying =
                newSaved.map(s -> s.cursor().vgtid().isCopying(table())).orElse(true);
        state = copying ? TableState.COPYING : TableState.RUNNING;
        shape.ifPresent(s -> buffer = buffers.open(s, touched));
    }

    private void restoreTouched(SavedCursor from) {
        from.notes().ifPresentOrElse(touched::restore, touched::everything);
    }

    /**
     * Forgets what the lake and the buffer hold: the table is copied from its start, and the next checkpoint has no other rows.
     *
     * @param why a clause, for people
     */
    void copyAnew(String why) {
        discard();
        known.clear();
        held = null;
        stream = null;
        rowsUnknown = false;
        copiedRows = 0;
        touched.clear();
        anew = true;
        restarts++;
        restartReason = why;
        state = TableState.COPYING;
        shape.ifPresent(s -> buffer = buffers.open(s, touched));
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
        if (anew || saved.isEmpty() || state != TableState.RUNNING) {
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
        frozen = true;
        stream = null;
        held = null;
        shape.ifPresent(s -> buffer = buffers.open(s, touched));
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

    Optional<SavedCursor> saved() {
        return saved;
    }

    TableProgress progress() {
        return new TableProgress(
                table() + (recopy.isPresent() ? " (new copy)" : ""),
                state,
                changes,
                copiedRows,
                setup.estimatedRows(),
                0);
    }

    /** What the table's policies lost of its values in this process. */
    List<ValueLosses.Loss> losses() {
        return losses.list();
    }

    /** Everything the lake and the buffer hold; empty before the first stream. */
    Optional<Vgtid> applied() {
        if (stream == null) {
            return anew ? Optional.empty() : saved.map(s -> s.cursor().vgtid());
        }
        Vgtid streamed = stream.get();
        return Optional.of(held == null ? streamed : streamed.plus(held));
    }

    /**
     * A stream now serves the table.
     *
     * @param start where the stream starts
     * @param position where it is, whenever asked
     */
    void serve(Vgtid start, Supplier<Vgtid> position) {
        Optional<Vgtid> applied = applied();
        boolean runs = !start.isCopying(table());
        held = runs && applied.isPresent() && applied.get().sameShards(start) && !start.containsAll(applied.get())
                ? applied.get()
                : null;
        stream = position;
        formats.clear();
        told.clear();
    }

    /** The stream, which was copying, has sent everything up to the given position. */
    void advance(Vgtid position) {
        if (state instanceof TableState.Copying && !position.isCopying(table())) {
            state = TableState.RUNNING;
            rowsUnknown |= !touched.isEmpty();
            touched.clear();
        }
    }

    /** Whether the table's stream started before what the table holds. */
    boolean skips() {
        return held != null;
    }

    /**
     * Whether the table already has a transaction.
     *
     * @param gtids of the transaction; empty when unknown
     */
    boolean holds(Shard shard, GtidSet gtids) {
        if (held == null || gtids.isEmpty() || !held.shards().contains(shard)) {
            return false;
        }
        ShardPosition position = held.position(shard);
        return position.state() == ShardPosition.State.AT && position.gtids().contains(gtids);
    }

    /** Drops the memory of transactions that the stream has meanwhile passed. */
    void forgetPassed() {
        if (held != null && stream.get().plus(held).equals(stream.get())) {
            held = null;
        }
    }

    /** A shard tells the table's columns. */
    void fields(Shard shard, List<SourceColumn> columns) {
        if (columns.equals(told.get(shard))) {
            return;
        }
        boolean empty = known.isEmpty() && (saved.isEmpty() || anew);
        TableShape merged = shapes.merge(shape, shard, knownColumns(shard), columns, empty);
        if (shape.isEmpty()) {
            buffer = buffers.open(merged, touched);
        } else if (!merged.equals(shape.get())) {
            buffer.widen(merged);
        }
        shape = Optional.of(merged);
        formats.put(shard, new RowFormat(shard, table(), columns, merged, setup.values(), losses));
        told.put(shard, columns);
        Set<String> names = new HashSet<>();
        columns.forEach(column -> names.add(column.name()));
        known.put(shard, names);
    }

    // A shard that has not spoken before, as after a reshard, must at least have what the others have.
    private Optional<Set<String>> knownColumns(Shard shard) {
        if (known.containsKey(shard)) {
            return Optional.of(known.get(shard));
        }
        return known.values().stream().reduce((one, other) -> {
            Set<String> union = new HashSet<>(one);
            union.addAll(other);
            return union;
        });
    }

    /** How rows of a shard are read. */
    RowFormat format(Shard shard) {
        RowFormat format = formats.get(shard);
        if (format == null) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "row-before-fields",
                    "Cannot read a row of " + table() + " on " + shard + ": VTGate sent no FIELD event before it."
                            + " Start again; if it happens again, report it with a recording of the stream.");
        }
        return format;
    }

    /**
     * Takes in one row change of a transaction that is complete.
     *
     * @param resumed whether the copy of the table on this shard is unfinished, so that an event shows it was interrupted
     */
    void fold(RowFormat format, boolean copied, boolean resumed, byte[] bytes, int offset, int length) {
        buffer.fold(format, copied, resumed && !copied, bytes, offset, length);
        changes++;
        copiedRows += copied ? 1 : 0;
    }

    void sourceTime(long seconds) {
        sourceSeconds = Math.max(sourceSeconds, seconds);
    }

    void spill() {
        if (buffer != null) {
            buffer.spill();
        }
    }

    long bufferedBytes() {
        return buffer == null ? 0 : buffer.bytes();
    }

    /** Ends the table in this run: what is buffered may end inside a transaction, so the lake stays where it is. */
    void stop(CodedException error, Instant since) {
        discard();
        state = new TableState.Stopped(error.reason(), error.getMessage(), since);
    }

    private void discard() {
        if (buffer != null) {
            buffer.close();
            buffer = null;
        }
    }

    /** Whether a checkpoint would save anything but a newer position. */
    boolean isDirty() {
        if (isStopped()) {
            return saved.isPresent() && !sameStop(saved.get().cursor().state());
        }
        if (applied().isEmpty()) {
            return false;
        }
        boolean newState = saved.isPresent() && !saved.get().cursor().state().equals(state);
        return buffer != null && (!buffer.isEmpty() || newState || saved.isEmpty() && state == TableState.RUNNING);
    }

    /** Whether there is anything that a checkpoint could save, be it the position alone. */
    boolean isCuttable() {
        return !isStopped() && buffer != null && applied().isPresent() && (saved.isPresent() || isDirty());
    }

    private boolean sameStop(TableState other) {
        return other instanceof TableState.Stopped was
                && state instanceof TableState.Stopped now
                && was.code().equals(now.code())
                && was.reason().equals(now.reason());
    }

    /** Whether the saved position is old and a newer one is there to save. */
    boolean isStale(Instant olderThan) {
        return !isStopped()
                && saved.isPresent()
                && saved.get().at().isBefore(olderThan)
                && applied()
                        .filter(position ->
                                !position.equals(saved.get().cursor().vgtid()))
                        .isPresent();
    }

    /** Whether the saved position speaks of other shards than the stream now does. */
    boolean isAcrossShards() {
        return !isStopped()
                && saved.isPresent()
                && stream != null
                && !saved.get().cursor().vgtid().sameShards(stream.get());
    }

    /** Seals what is buffered, to be saved together with the position it reaches. */
    TableCut cut() {
        Optional<UUID> parent = saved.map(SavedCursor::checkpointId);
        if (isStopped()) {
            TableCursor last = saved.orElseThrow().cursor();
            return cut(Placement.MAIN, parent, Optional.empty(), last.withState(state), Optional.empty());
        }
        return cut(anew && saved.isPresent() ? Placement.MAIN_ANEW : Placement.MAIN, parent);
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
        Vgtid position = applied().orElseThrow();
        rowsUnknown |= !touched.isEmpty();
        boolean hasTouched = state instanceof TableState.Copying && !touched.isEmpty();
        OptionalLong rowsBefore = anew ? OptionalLong.of(0) : rows;
        TableCursor cursor = new TableCursor(
                state,
                position,
                new TreeMap<>(),
                rowsUnknown ? OptionalLong.empty() : rowsBefore,
                copyCursor(placement, hasTouched),
                sourceSeconds > 0 ? OptionalLong.of(sourceSeconds * 1000) : lastSourceTime());
        anew = false;
        Optional<byte[]> notes = hasTouched ? Optional.of(touched.print()) : Optional.empty();
        return cut(placement, parent, Optional.of(buffer.seal()), cursor, notes);
    }

    // Of a finished copy nothing is told but, as long as it is on a branch, whose it is.
    private CopyCursor copyCursor(Placement placement, boolean hasTouched) {
        Optional<UUID> of = placement instanceof Placement.Swap ? Optional.empty() : recopy;
        return state instanceof TableState.Copying
                ? new CopyCursor(Optional.of(progress().copy()), hasTouched, of, restarts, restartReason)
                : new CopyCursor(Optional.empty(), false, of, 0, "");
    }

    private TableCut cut(
            Placement placement,
            Optional<UUID> parent,
            Optional<TableBatch> batch,
            TableCursor cursor,
            Optional<byte[]> notes) {
        SortedMap<Shard, Set<String>> columns = new TreeMap<>(known);
        columns.keySet().retainAll(cursor.vgtid().shards());
        TableCut.Origin origin = new TableCut.Origin(id, lake, placement, parent);
        return new TableCut(setup, origin, shape.orElseThrow(), batch, cursor, columns, notes);
    }

    private OptionalLong lastSourceTime() {
        return saved.map(s -> s.cursor().sourceTimeMillis()).orElse(OptionalLong.empty());
    }

    /** A cut has become durable. */
    void saved(LakeTable table, SavedCursor cursor) {
        lake = Optional.of(table);
        saved = Optional.of(cursor);
        rows = cursor.cursor().rows();
    }
}
