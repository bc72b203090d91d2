package io.vitesslake.mirror;

import io.vitesslake.change.Bugs;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.checkpoint.SavedCheckpoint;
import io.vitesslake.tables.LakeTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;

/** Reads from the lake where every table stands, many tables at a time. Stateless. */
final class Resume {

    // Each read waits for the catalog and the store most of the time.
    private static final int READERS = 16;

    private final MirrorLake lake;
    private final ThreadPools pools;
    private final LakePatience patience;

    Resume(MirrorLake lake, ThreadPools pools, LakePatience patience) {
        this.lake = lake;
        this.pools = pools;
        this.patience = patience;
    }

    /** What was found of one table: its state in the lake, or why it cannot be used. */
    record Found(Optional<LakeState> state, Optional<CodedException> refusal) {}

    /**
     * What is being read of some tables.
     *
     * @param futures by source table
     */
    record Reading(List<TableSetup> setups, Map<String, CompletableFuture<Found>> futures) {

        boolean isDone() {
            return futures.values().stream().allMatch(CompletableFuture::isDone);
        }

        /**
         * States by source table, when they are there. A lake that does not answer is an error; a table that must not be
         * touched is a refusal.
         */
        Map<String, Found> found() {
            Map<String, Found> found = new LinkedHashMap<>();
            futures.forEach((table, future) -> found.put(table, join(future)));
            return found;
        }
    }

    /** Begins to read, on threads of its own. */
    Reading read(List<TableSetup> setups) {
        ExecutorService threads = pools.open(Math.min(READERS, setups.size()), "reader");
        Map<String, CompletableFuture<Found>> futures = new LinkedHashMap<>();
        for (TableSetup setup : setups) {
            String what = "read where the lake table of " + setup.table() + " stands";
            futures.put(
                    setup.table(),
                    CompletableFuture.supplyAsync(() -> patience.tried(what, () -> read(setup)), threads));
        }
        threads.shutdown();
        return new Reading(List.copyOf(setups), futures);
    }

    private static Found join(CompletableFuture<Found> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CodedException coded) {
                throw coded;
            }
            boolean bug = Bugs.isOne(e.getCause());
            throw new CodedException(
                    bug ? ErrorCode.BUG : ErrorCode.LAKE,
                    "lake-unreadable",
                    "Cannot read the tables of the lake: " + e.getCause()
                            + (bug ? ". Please report it." : ". Check the catalog and the object store."),
                    e.getCause());
        }
    }

    private Found read(TableSetup setup) {
        try {
            Optional<LakeTable> table = lake.tables().load(setup.target());
            if (table.isEmpty()) {
                return new Found(Optional.of(LakeState.NOTHING), Optional.empty());
            }
            Optional<SavedCheckpoint> saved = lake.reader().newest(table.get());
            saved.ifPresent(checkpoint -> requireSameSource(setup, checkpoint));
            return new Found(Optional.of(state(table.get(), saved)), Optional.empty());
        } catch (CodedException e) {
            if (!TableCheckpoint.concernsOneTable(e)) {
                throw e;
            }
            return new Found(Optional.empty(), Optional.of(e));
        }
    }

    private LakeState state(LakeTable table, Optional<SavedCheckpoint> saved) {
        Optional<SavedCursor> recopy = lake.reader()
                .newestOnBranch(table)
                .map(checkpoint -> TableCheckpoint.savedCursor(lake, table, checkpoint));
        return new LakeState(
                Optional.of(table),
                saved.map(checkpoint -> TableCheckpoint.savedCursor(lake, table, checkpoint)),
                recopy,
                lake.requests().pending(table));
    }

    private void requireSameSource(TableSetup setup, SavedCheckpoint saved) {
        TableIdentity found =
                lake.codec().identity(setup.target(), saved.checkpoint().cursor());
        if (!found.equals(setup.identity())) {
            throw new CodedException(
                    ErrorCode.LAKE,
                    "other-source",
                    "Cannot mirror " + setup.identity() + " into lake table " + setup.target() + ": it mirrors " + found
                            + ". Choose another tables." + setup.table() + ".target, or another namespace.");
        }
    }
}
