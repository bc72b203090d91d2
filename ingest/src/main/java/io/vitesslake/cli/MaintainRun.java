package io.vitesslake.cli;

import io.vitesslake.maintain.Debt;
import io.vitesslake.maintain.Maintenance;
import io.vitesslake.maintain.SnapshotExpiry;
import io.vitesslake.tables.LakeTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps tables in order, one after the other, and says what it does. */
final class MaintainRun {

    // A table whose writer commits all the time is left to that writer.
    private static final int MOST_MISSES = 5;

    private final MirroredTables tables;
    private final Maintenance maintenance;
    private final SnapshotExpiry expiry;
    private final PrintWriter out;

    MaintainRun(MirroredTables tables, Maintenance maintenance, SnapshotExpiry expiry, PrintWriter out) {
        this.tables = tables;
        this.maintenance = maintenance;
        this.expiry = expiry;
        this.out = out;
    }

    /**
     * @param names source tables; all when empty
     * @return the exit code
     */
    int run(List<String> names, boolean dryRun) {
        Map<String, LakeTable> chosen = tables.named(names, "keep %s in order");
        chosen.forEach((name, table) -> {
            if (dryRun) {
                tell(name, maintenance.debt(table));
            } else {
                maintain(name, table);
            }
        });
        out.flush();
        return 0;
    }

    private void tell(String name, Debt debt) {
        out.printf(
                "%s: %,d data files, %,d delete files, %,d snapshots; to do: %,d delete files by key, %,d data files%n",
                name,
                debt.files().dataFiles(),
                debt.files().deleteFiles(),
                debt.snapshots(),
                debt.deleteFilesByKey(),
                debt.filesToRewrite());
    }

    private void maintain(String name, LakeTable table) {
        int misses = 0;
        int done = 0;
        Optional<Maintenance.Prepared> work = maintenance.prepare(table);
        while (work.isPresent() && misses < MOST_MISSES) {
            if (maintenance.commit(table, Optional.empty(), work.get())) {
                out.printf("%s: %s%n", name, work.get());
                done++;
            } else {
                misses++;
            }
            work = maintenance.prepare(table);
        }
        if (work.isPresent()) {
            maintenance.discard(table, work.get());
            out.printf("%s: others changed the table each time; there is more to do%n", name);
        } else if (done == 0) {
            out.printf("%s: in order%n", name);
        }
        int expired = tables.newest(table).map(id -> expiry.expire(table, id)).orElse(0);
        if (expired > 0) {
            out.printf("%s: removed %,d snapshots%n", name, expired);
        }
        out.flush();
    }
}
