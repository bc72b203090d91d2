package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/** Takes tables in: reads from the lake where they stand and opens streams from there. Belongs to the loop's thread. */
final class Starts {

    private final Resume resume;
    private final TableFactory factory;
    private final Tables tables;
    private final Recopies recopies;
    private final Streams streams;
    private final SchemaChanges schemaChanges;
    private final MirrorListener listener;
    /** Of tables that came up meanwhile: reading goes on while the lake takes its time. */
    private Optional<Resume.Reading> arriving = Optional.empty();

    Starts(
            Resume resume,
            TableFactory factory,
            Tables tables,
            Recopies recopies,
            Streams streams,
            SchemaChanges schemaChanges,
            MirrorListener listener) {
        this.resume = resume;
        this.factory = factory;
        this.tables = tables;
        this.recopies = recopies;
        this.streams = streams;
        this.schemaChanges = schemaChanges;
        this.listener = listener;
    }

    /**
     * Takes in the tables of the start.
     *
     * @param idle says which tables need no stream
     */
    void admit(List<TableSetup> setups, Predicate<TableSync> idle) {
        admit(resume.read(setups), idle);
    }

    /** Begins to take in a table that has come up meanwhile; none other is {@linkplain #isArriving arriving}. */
    void arrive(TableSetup setup) {
        arriving = Optional.of(resume.read(List.of(setup)));
        tend();
    }

    /** Whether some table is known, but not yet where it stands. */
    boolean isArriving() {
        return arriving.isPresent();
    }

    /** Takes in what has arrived. */
    void tend() {
        Optional<Resume.Reading> done = arriving.filter(Resume.Reading::isDone);
        if (done.isPresent()) {
            arriving = Optional.empty();
            admit(done.get(), table -> false);
        }
    }

    private void admit(Resume.Reading reading, Predicate<TableSync> idle) {
        List<TableSetup> setups = reading.setups();
        Map<String, Resume.Found> found = reading.found();
        List<TableSync> admitted = new ArrayList<>();
        for (TableSetup setup : setups) {
            Resume.Found table = found.get(setup.table());
            table.refusal().ifPresent(error -> {
                tables.refuse(setup.table(), error);
                listener.tableStopped(setup.table(), error);
            });
            table.state().ifPresent(state -> admitted.addAll(admit(setup, state)));
        }
        open(admitted, idle);
    }

    /** The table, and its new copy if one is wanted; none of them if people want the table left as it is. */
    private List<TableSync> admit(TableSetup setup, LakeState state) {
        List<TableSync> admitted = new ArrayList<>();
        TableSync table = factory.table(setup, state);
        tables.add(table);
        Optional<Instant> paused = state.requested().paused();
        if (paused.isPresent()) {
            table.stop(TableState.Stopped.paused(table.table(), paused.get()));
            listener.tablePaused(table.table(), paused.get());
            return admitted;
        }
        admitted.add(table);
        Optional<UUID> wanted = state.saved().flatMap(saved -> state.wantedCopy());
        wanted.ifPresent(id -> admitted.add(recopies.resume(setup, state, id)));
        return admitted;
    }

    // Idle tables are looked at as well: a server that lost transactions has none that the lake lacks, and is no ground
    // to stay on.
    private void open(List<TableSync> admitted, Predicate<TableSync> idle) {
        List<Shard> serving = recopies.serving();
        PositionCheck check = schemaChanges.positions();
        SortedMap<String, Optional<TableCursor>> cursors = new TreeMap<>();
        for (TableSync table : admitted) {
            if (schemaChanges.stopIfChangedByOthers(table)) {
                continue;
            }
            Optional<String> broken = whyAnew(table, serving);
            Optional<CodedException> gone =
                    table.saved().flatMap(saved -> check.before(saved.cursor().vgtid()));
            if (broken.isPresent()) {
                recopies.copyAnew(table, broken.get());
            } else if (gone.isPresent()) {
                schemaChanges.failed(table, gone.get());
            } else if (table.recopy().isPresent() || isFirstCopyOfReference(table)) {
                alone(table);
            } else if (!isFoundedAnew(table) && !idle.test(table)) {
                cursors.put(table.table(), table.saved().map(SavedCursor::cursor));
            }
        }
        ResumePlan plan = ResumePlan.of(cursors, serving);
        listener.resumed(plan);
        plan.groups().forEach(group -> streams.run(members(group), group.position()));
        plan.retries().forEach(retry -> streams.retry(members(retry).get(0), retry.position()));
        plan.copies().forEach(copy -> streams.copy(members(copy).get(0), copy.position()));
    }

    /** Opens a stream of its own for a table, where the lake says that it stands, or at its start. */
    void alone(TableSync table) {
        if (isFoundedAnew(table)) {
            return;
        }
        Vgtid from =
                table.saved().map(saved -> saved.cursor().vgtid()).orElseGet(() -> recopies.fromScratch(table.setup()));
        if (from.isCopying(table.table())) {
            streams.copy(table, from);
        } else {
            streams.run(List.of(table), from);
        }
    }

    /** Whether the lake's rows are no ground to go on from, so that the table's policy decides what becomes of it. */
    private boolean isFoundedAnew(TableSync table) {
        Optional<String> why = table.whyNotAsWritten();
        why.ifPresent(clause -> schemaChanges.evolve(table, new Evolution.NeedsCopy(clause)));
        return why.isPresent();
    }

    private static boolean isFirstCopyOfReference(TableSync table) {
        return table.setup().reference() && table.saved().isEmpty();
    }

    /** Why a table cannot go on where the lake says it stands, though VTGate would. */
    private static Optional<String> whyAnew(TableSync table, Collection<Shard> serving) {
        Optional<Vgtid> position = table.saved().map(saved -> saved.cursor().vgtid());
        if (position.isEmpty()) {
            return Optional.empty();
        }
        TableSetup setup = table.setup();
        if (!setup.resumable() && CopyWatch.isInTheMiddle(position.get(), setup.table())) {
            return Optional.of("it was interrupted, and MySQL cannot go on exactly within the key " + setup.key());
        }
        if (setup.reference() && !serving.containsAll(position.get().shards())) {
            return Optional.of(
                    "the shard that it was read from, " + position.get().shards() + ", is gone");
        }
        return Optional.empty();
    }

    private List<TableSync> members(ResumePlan.Start stream) {
        return stream.tables().stream()
                .map(name -> tables.visible(name).orElseThrow())
                .toList();
    }
}
