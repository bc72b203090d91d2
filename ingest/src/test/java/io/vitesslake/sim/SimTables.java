package io.vitesslake.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What one MySQL holds, as it is or as it was: columns and rows of its tables. One thread. */
final class SimTables {

    private final Map<String, Content> contents = new HashMap<>();
    // Under their old names.
    private final Map<String, Content> renamedAway = new HashMap<>();

    private static final class Content {

        private SimTable table;
        private final TreeMap<List<String>, String[]> rows;
        // Columns with other values since the last row event, which is the first to tell that their type is another.
        private final Set<Integer> untold = new HashSet<>();
        private boolean silent = true;
        private int statements;

        Content(SimTable table) {
            this.table = table;
            this.rows = new TreeMap<>(table.order());
        }

        Content copy() {
            Content copy = new Content(table);
            copy.rows.putAll(rows);
            copy.untold.addAll(untold);
            copy.silent = silent;
            copy.statements = statements;
            return copy;
        }
    }

    void create(SimTable table) {
        contents.put(table.name(), new Content(table));
    }

    SimTables copy() {
        SimTables copy = new SimTables();
        contents.forEach((name, content) -> copy.contents.put(name, content.copy()));
        renamedAway.forEach((name, content) -> copy.renamedAway.put(name, content.copy()));
        return copy;
    }

    /** Empty while there is none of that name. */
    Optional<SimTable> table(String name) {
        return Optional.ofNullable(contents.get(name)).map(content -> content.table);
    }

    /** By key; of a table that is there. */
    TreeMap<List<String>, String[]> rows(String name) {
        return contents.get(name).rows;
    }

    /** Columns that have another type than any row event has told. */
    Set<Integer> untold(String name) {
        return contents.get(name).untold;
    }

    /** Whether no row of the table has changed since its last DDL statement. */
    boolean isSilent(String name) {
        Content content = contents.get(name);
        return content == null || content.silent;
    }

    /** How many DDL statements the table has seen; another number for one that is gone. */
    int statements(String name) {
        Content content = contents.get(name);
        return content == null ? -1 : content.statements;
    }

    void apply(SimTransaction.Change change) {
        Content content = contents.get(change.table().name());
        if (change.before() != null) {
            content.rows.remove(change.table().key(change.before()));
        }
        if (change.after() != null) {
            content.rows.put(change.table().key(change.after()), change.after());
        }
        content.untold.clear();
        content.silent = false;
    }

    void run(SimDdl ddl) {
        String name = ddl.table();
        switch (ddl.kind()) {
            case DROP -> contents.remove(name);
            case AWAY -> renamedAway.put(name, contents.remove(name));
            case BACK -> contents.put(name, renamedAway.remove(name));
            case CREATE -> create(ddl.after());
            default -> change(contents.get(name), ddl);
        }
        Content content = contents.get(name);
        if (content != null) {
            content.silent = true;
            content.statements++;
        }
    }

    private static void change(Content content, SimDdl ddl) {
        if (ddl.kind().empties()) {
            content.rows.clear();
        }
        content.table = ddl.after();
        content.rows.replaceAll((key, row) -> ddl.converted(row));
        content.untold.addAll(ddl.redefined());
    }

    /** Takes over the tables of another MySQL, without their rows. */
    static SimTables emptied(SimTables other) {
        SimTables copy = other.copy();
        new ArrayList<>(copy.contents.values()).forEach(content -> content.rows.clear());
        return copy;
    }
}
