package io.vitesslake.verify;

import io.vitesslake.verify.Findings.ColumnDifference;
import io.vitesslake.verify.Findings.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Counts what is found of one table. One thread. */
final class Tally {

    private final long rows;
    private final int limit;
    private final List<Difference> shown = new ArrayList<>();
    private final List<String> unsettledKeys = new ArrayList<>();
    private long differing;
    private long unsettled;
    private Optional<String> obstacle = Optional.empty();

    /** @param limit most keys that are named */
    Tally(long rows, int limit) {
        this.rows = rows;
        this.limit = limit;
    }

    /** A key that is proven to differ. */
    void differs(Layout layout, Sighting sighting) {
        differing++;
        if (shown.size() < limit && sighting.values() != null) {
            shown.add(difference(layout, sighting));
        }
    }

    /** Suspects that stay what they are. */
    void unsettled(Suspects suspects, String why) {
        unsettled += suspects.open();
        unsettledKeys.addAll(suspects.openKeys());
        obstacle = Optional.of(why);
    }

    /** Whether there is no point in looking at more suspects. */
    boolean isFull() {
        return obstacle.isPresent() || differing >= Math.max(1, limit);
    }

    /** @param buckets suspect ones, in each of which at least one key may differ */
    void notLookedAt(long buckets) {
        if (buckets > 0) {
            unsettled += buckets;
            obstacle = obstacle.or(() -> Optional.of("the rest was not looked at again after " + differing
                    + " keys were found to differ. Repair these, or have more named (--limit)"));
        }
    }

    Findings findings() {
        return new Findings(rows, differing, shown, unsettled, unsettledKeys, obstacle);
    }

    private static Difference difference(Layout layout, Sighting sighting) {
        String key = layout.keyOf(sighting.values());
        if (sighting.lakeCount() > 1) {
            return new Difference(key, sighting.lakeCount() + " times in the lake", List.of());
        }
        if (sighting.lakeCount() == 0) {
            return new Difference(key, "only in the source", List.of());
        }
        if (sighting.sourceCount() == 0) {
            return new Difference(key, "only in the lake", List.of());
        }
        if (sighting.sourceCount() > 1) {
            return new Difference(key, sighting.sourceCount() + " times in the source", List.of());
        }
        return new Difference(key, "differs", columns(layout, sighting.sourceValues(), sighting.lakeValues()));
    }

    private static List<ColumnDifference> columns(Layout layout, String[] source, String[] lake) {
        List<ColumnDifference> columns = new ArrayList<>();
        for (int i = 0; i < source.length; i++) {
            if (!Objects.equals(source[i], lake[i])) {
                columns.add(new ColumnDifference(
                        layout.names().get(i), layout.show(i, source[i]), layout.show(i, lake[i])));
            }
        }
        return columns;
    }
}
