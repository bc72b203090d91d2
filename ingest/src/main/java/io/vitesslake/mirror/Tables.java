package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tables of one process: each as readers see it, some with a copy beside it that is to replace it, and those that are not
 * touched at all. Belongs to the loop's thread.
 */
final class Tables {

    private final SortedMap<String, TableSync> visible = new TreeMap<>();
    private final SortedMap<String, TableSync> recopies = new TreeMap<>();
    private final SortedMap<String, TableState> refused = new TreeMap<>();

    private final InstantSource clock;

    Tables(InstantSource clock) {
        this.clock = clock;
    }

    void add(TableSync table) {
        (table.recopy().isPresent() ? recopies : visible).put(table.table(), table);
        refused.remove(table.table());
    }

    /** A table, or the new copy of one, is not mirrored: for the reason given. */
    void refuse(String table, CodedException error) {
        refused.put(table, TableState.Stopped.of(error, clock.instant()));
    }

    /** Tables as readers see them, sorted by name. */
    Collection<TableSync> visible() {
        return visible.values();
    }

    Optional<TableSync> visible(String table) {
        return Optional.ofNullable(visible.get(table));
    }

    Optional<TableSync> recopy(String table) {
        return Optional.ofNullable(recopies.get(table));
    }

    boolean hasRecopies() {
        return !recopies.isEmpty();
    }

    void removeRecopy(String table) {
        recopies.remove(table);
    }

    /** Visible tables and new copies, each table before its new copy. */
    List<TableSync> all() {
        List<TableSync> all = new ArrayList<>();
        visible.forEach((name, table) -> {
            all.add(table);
            recopy(name).ifPresent(all::add);
        });
        return all;
    }

    /** Empty when the table has gone meanwhile. */
    Optional<TableSync> byId(int id) {
        return all().stream().filter(table -> table.id() == id).findFirst();
    }

    SortedMap<String, TableState> states() {
        SortedMap<String, TableState> states = new TreeMap<>();
        visible.forEach((name, table) -> states.put(name, table.state()));
        states.putAll(refused);
        return states;
    }
}
