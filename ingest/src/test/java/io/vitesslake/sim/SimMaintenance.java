package io.vitesslake.sim;

import io.vitesslake.commit.TableCommitter;
import io.vitesslake.maintain.Maintenance;
import io.vitesslake.maintain.MaintenanceOptions;
import io.vitesslake.maintain.MaintenanceRounds;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.write.WriteOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Three of four simulations keep their tables in order: at once, or at a later commit than the one that found work. */
final class SimMaintenance {

    /** As soon as there is anything to do. */
    private static final MaintenanceOptions EAGER = new MaintenanceOptions(WriteOptions.DEFAULT, 3, 2, 0.3, 1 << 20);

    private SimMaintenance() {}

    /** Of one process. Mistakes are looked for where nobody rewrites what they spoil. */
    static Optional<MaintenanceRounds> rounds(
            long seed, Mistake mistake, LakeTables tables, TableCommitter committer, Path spill, InstantSource clock) {
        if (mistake != Mistake.NONE || seed % 4 == 0) {
            return Optional.empty();
        }
        Maintenance maintenance = new Maintenance(committer, SimDeletes.index(spill, "-kept"), EAGER);
        return Optional.of(
                seed % 4 == 1
                        ? MaintenanceRounds.inline(tables, maintenance)
                        : MaintenanceRounds.beside(tables, maintenance, Runnable::run, clock));
    }
}
