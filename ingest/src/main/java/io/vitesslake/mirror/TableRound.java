package io.vitesslake.mirror;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Looks at the mirrored tables in turn, one at a time, each about once in a minute. Belongs to one thread, but for {@link #mute}. */
final class TableRound {

    private static final Duration ROUND = Duration.ofMinutes(1);
    /** However many tables there are, nobody is asked more often than this. */
    private static final Duration LEAST_PAUSE = Duration.ofMillis(200);

    private static final Duration MOST_PAUSE = Duration.ofSeconds(10);

    private final SortedMap<String, TableSetup> tables;
    private final Lookout lookout;
    private String last = "";

    /**
     * @param what is looked for
     * @param tables by name; others may change it between looks
     */
    TableRound(String what, SortedMap<String, TableSetup> tables, Instant now) {
        this.tables = tables;
        this.lookout = new Lookout(what, pause(), now);
    }

    Instant due() {
        return lookout.due();
    }

    void mute() {
        lookout.mute();
    }

    /** There may be more tables than before. */
    void spread() {
        lookout.every(pause());
    }

    /** Looks at the next table by name, if it is time. */
    void look(Instant now, Consumer<TableSetup> look) {
        if (!lookout.isDue(now)) {
            return;
        }
        SortedMap<String, TableSetup> after = tables.tailMap(last + '\0');
        if (after.isEmpty()) {
            lookout.fine();
            after = tables;
        }
        if (!after.isEmpty()) {
            last = after.firstKey();
            TableSetup setup = tables.get(last);
            lookout.look(now, () -> look.accept(setup));
        }
    }

    private Duration pause() {
        Duration even = ROUND.dividedBy(Math.max(1, tables.size()));
        if (even.compareTo(LEAST_PAUSE) < 0) {
            return LEAST_PAUSE;
        }
        return even.compareTo(MOST_PAUSE) > 0 ? MOST_PAUSE : even;
    }
}
