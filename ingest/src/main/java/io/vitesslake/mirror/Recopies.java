package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.commit.Requested;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Copies that start once more. A table of which readers see a part only is emptied and filled anew; one that was whole is copied
 * beside what readers see, and replaces it when that copy is complete. Belongs to the loop's thread.
 */
final class Recopies {

    private final Tables tables;
    private final Streams streams;
    private final TableFactory factory;
    private final Supplier<List<Shard>> shards;
    private final Supplier<UUID> ids;
    private final MirrorListener listener;
    private final Map<String, UUID> later = new HashMap<>();
    // A request may be told of when it has just been met.
    private final Set<UUID> met = new HashSet<>();

    Recopies(
            Tables tables,
            Streams streams,
            TableFactory factory,
            Supplier<List<Shard>> shards,
            Supplier<UUID> ids,
            MirrorListener listener) {
        this.tables = tables;
        this.streams = streams;
        this.factory = factory;
        this.shards = shards;
        this.ids = ids;
        this.listener = listener;
    }

    /** Somebody wants a table copied again. One request at a time is met; a paused table meets it when it goes on. */
    void requested(String name, UUID id) {
        if (met.contains(id) || tables.visible(name).filter(TableSync::isPaused).isPresent()) {
            return;
        }
        Optional<TableSync> recopy = tables.recopy(name);
        if (recopy.isPresent()) {
            if (!recopy.get().recopy().equals(Optional.of(id))) {
                later.put(name, id);
            }
            return;
        }
        tables.visible(name).ifPresent(table -> begin(table, table.setup(), id, "it was asked for"));
    }

    /**
     * The copy of a table, finished or not, is no longer known to be whole.
     *
     * @param why a clause, for people
     * @param setup how the table is mirrored from now on
     */
    void copyAnew(TableSync table, String why, TableSetup setup) {
        streams.remove(table);
        if (table.recopy().isEmpty() && table.isVisiblyWhole()) {
            table.freeze();
            // One that is under way meets by itself what this table met.
            if (tables.recopy(table.table()).isEmpty()) {
                begin(table, setup, ids.get(), why);
            }
            return;
        }
        table.copyAnew(why, setup);
        listener.copyRestarted(table.table(), why);
        streams.copy(table, fromScratch(setup));
    }

    /** The same for a table that is mirrored as before. */
    void copyAnew(TableSync table, String why) {
        copyAnew(table, why, table.setup());
    }

    private void begin(TableSync visible, TableSetup setup, UUID id, String why) {
        LakeState state = new LakeState(visible.lake(), Optional.empty(), Optional.empty(), Requested.NOTHING);
        TableSync recopy = factory.recopy(setup, state, id);
        recopy.columns().supersede(visible.columns().superseded());
        tables.add(recopy);
        listener.recopyStarted(visible.table(), why);
        streams.copy(recopy, fromScratch(setup));
    }

    /** Goes on with what was found in the lake at the start. */
    TableSync resume(TableSetup setup, LakeState found, UUID id) {
        TableSync recopy = factory.recopy(setup, found.ofCopy(), id);
        tables.add(recopy);
        listener.recopyStarted(setup.table(), "it was asked for before this start");
        return recopy;
    }

    /** Where a copy of the table starts: at no position, on all shards, or on one if each holds all rows. */
    Vgtid fromScratch(TableSetup setup) {
        List<Shard> serving = serving();
        return ResumePlan.copyFromScratch(setup.table(), setup.reference() ? serving.subList(0, 1) : serving);
    }

    /** Shards that serve now, sorted. Asks the source. */
    List<Shard> serving() {
        return shards.get();
    }

    /** Readers see the new copy. */
    void replaced(TableSync recopy) {
        tables.visible(recopy.table()).ifPresent(old -> {
            streams.remove(old);
            old.freeze();
        });
        tables.removeRecopy(recopy.table());
        recopy.recopy().ifPresent(met::add);
        recopy.becomeVisible();
        tables.add(recopy);
        listener.recopied(recopy.table());
        Optional.ofNullable(later.remove(recopy.table())).ifPresent(id -> requested(recopy.table(), id));
    }

    /**
     * A new copy cannot go on; what readers see stays.
     *
     * @return the table as they see it, if nothing serves it any more
     */
    Optional<TableSync> failed(TableSync recopy, CodedException error) {
        tables.removeRecopy(recopy.table());
        listener.recopyFailed(recopy.table(), error);
        return tables.visible(recopy.table()).filter(table -> table.isFrozen() && !table.isStopped());
    }
}
