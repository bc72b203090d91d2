package io.vitesslake.verify;

import io.vitesslake.source.Vgtid;
import io.vitesslake.verify.Lookout.NoLook;
import java.util.BitSet;

/**
 * Compares one table. The first look reads each side once, in any order and in bounded memory, and leaves suspect buckets. Only
 * their rows are held, in groups that fit into memory, and looked at again until each key is found equal or proven to differ
 * ({@link Proof}). One thread.
 */
final class TableComparison {

    private final Lookout lookout;
    private final VerifyOptions options;
    private final Digester digester = new Digester();

    TableComparison(Sides sides, Pace pace, VerifyOptions options) {
        this.lookout = new Lookout(sides, pace, options.longestWait());
        this.options = options;
    }

    Findings compare() throws InterruptedException {
        Buckets source = new Buckets();
        Buckets lake = new Buckets();
        Look look;
        try {
            look = lookout.first();
        } catch (NoLook e) {
            return Findings.notCompared(e.getMessage());
        }
        int[] key = look.layout().keyIndexes();
        look.readSource((values, writtenAt) -> source.add(digester.of(values, key), digester.of(values)));
        look.readLake((values, writtenAt) -> lake.add(digester.of(values, key), digester.of(values)));
        BitSet suspects = source.differing(lake);
        Tally tally = new Tally(source.rows(), options.shown());
        Vgtid shown = lookout.shown(look);
        while (!suspects.isEmpty() && !tally.isFull()) {
            BitSet group = group(suspects, source, lake);
            shown = settle(group, shown, tally);
            suspects.andNot(group);
        }
        tally.notLookedAt(suspects.cardinality());
        return tally.findings();
    }

    /** As many buckets as may be held at a time, at least one. */
    private BitSet group(BitSet suspects, Buckets source, Buckets lake) {
        BitSet group = new BitSet();
        long rows = 0;
        for (int next = suspects.nextSetBit(0); next >= 0; next = suspects.nextSetBit(next + 1)) {
            rows += (long) source.rows(next) + lake.rows(next);
            if (rows > options.rowsAtOnce() && !group.isEmpty()) {
                break;
            }
            group.set(next);
        }
        return group;
    }

    /** Looks at the rows of some buckets until all of their keys are settled, or cannot be. */
    private Vgtid settle(BitSet group, Vgtid from, Tally tally) throws InterruptedException {
        Vgtid shown = from;
        Suspects suspects = new Suspects(digester, group, options.shown());
        for (int looks = 0; looks < options.looks(); looks++) {
            Look look;
            try {
                look = lookout.after(shown);
            } catch (NoLook e) {
                tally.unsettled(suspects, e.getMessage());
                return shown;
            }
            suspects.look(look, tally);
            if (suspects.isSettled()) {
                return shown;
            }
            shown = lookout.shown(look);
        }
        tally.unsettled(
                suspects,
                "keys changed between each two of " + options.looks() + " looks. Compare again when they change less");
        return shown;
    }
}
