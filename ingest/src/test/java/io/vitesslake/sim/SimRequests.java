package io.vitesslake.sim;

import io.vitesslake.mirror.Finding;
import io.vitesslake.mirror.TableSetup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** What people ask of the writer now and then: copies, and rests. */
final class SimRequests {

    private final Foreigner foreigner;
    private final SimClock clock;
    private final Random random;
    // Of the pauses alone, so that without them everything else is as drawn.
    private final Random rests;
    private final Coverage coverage;
    private final List<TableSetup> paused = new ArrayList<>();

    SimRequests(Foreigner foreigner, SimClock clock, Random random, long seed, Coverage coverage) {
        this.foreigner = foreigner;
        this.clock = clock;
        this.random = random;
        this.rests = new Random(seed * 0xE7037ED1A0B428DBL);
        this.coverage = coverage;
    }

    /** Maybe asks for something, which the process is told of if it looks. */
    void make(List<TableSetup> tables, SimProcess process) {
        if (random.nextInt(60) == 0) {
            TableSetup setup = tables.get(random.nextInt(tables.size()));
            UUID id = new UUID(random.nextLong(), random.nextLong());
            if (foreigner.ask(setup.target(), "copied again", (requests, table) -> requests.recopy(table, id))) {
                process.found(new Finding.RecopyRequested(setup.table(), id));
            }
        }
        if (rests.nextInt(20) == 0 && !process.isLast()) {
            if (paused.isEmpty() || rests.nextInt(3) == 0) {
                pause(tables.get(rests.nextInt(tables.size())), process);
            } else {
                TableSetup setup = paused.remove(rests.nextInt(paused.size()));
                resume(setup);
                process.found(new Finding.Pause(setup.table(), Optional.empty()));
            }
        }
    }

    private void pause(TableSetup setup, SimProcess process) {
        boolean there =
                foreigner.ask(setup.target(), "paused", (requests, table) -> requests.pause(table, clock.instant()));
        if (there) {
            coverage.count(Coverage.Event.PAUSED);
            paused.remove(setup);
            paused.add(setup);
            process.found(new Finding.Pause(
                    setup.table(), foreigner.asked(setup.target()).paused()));
        }
    }

    private void resume(TableSetup setup) {
        coverage.count(Coverage.Event.RESUMED);
        foreigner.ask(setup.target(), "resumed", (requests, table) -> requests.resume(table));
    }

    /** Lets all tables go on, before a process starts. */
    void resumeAll() {
        paused.forEach(this::resume);
        paused.clear();
    }
}
