package io.vitesslake.cli;

import io.vitesslake.maintain.Maintenance;
import io.vitesslake.maintain.MaintenanceRounds;
import io.vitesslake.tables.LakeTables;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The maintenance of a sync, and the thread that does it. */
record OwnMaintenance(MaintenanceRounds rounds, ExecutorService thread) implements AutoCloseable {

    private static final long LONGEST_CLOSE_SECONDS = 60;

    /** @param once the sync ends by itself, and waits for its maintenance */
    static OwnMaintenance open(LakeTables tables, Maintenance maintenance, boolean once, InstantSource clock) {
        ExecutorService thread = Executors.newSingleThreadExecutor(OwnMaintenance::daemon);
        return new OwnMaintenance(
                once
                        ? MaintenanceRounds.inline(tables, maintenance)
                        : MaintenanceRounds.beside(tables, maintenance, thread, clock),
                thread);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "maintenance");
        thread.setDaemon(true);
        return thread;
    }

    /** When the writer commits no more: what is not committed is given up. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        rounds.close();
    }
}
