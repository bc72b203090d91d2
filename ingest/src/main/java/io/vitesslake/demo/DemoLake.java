package io.vitesslake.demo;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the demo wants to know of the lake. Called by one thread. */
public interface DemoLake {

    /**
     * The newest snapshot that a sync committed to a table.
     *
     * @param vgtid the position it reflects, as JSON
     */
    record Landed(long snapshotId, String vgtid) {}

    /** Whether there is such a table, whoever made it. */
    boolean holds(String table);

    /** Empty when the table is not there or has no snapshot yet. */
    Optional<Landed> newest(String table);

    /** All rows of the newest snapshot, values in column order, null for NULL. */
    void read(String table, Consumer<List<Object>> row);
}
