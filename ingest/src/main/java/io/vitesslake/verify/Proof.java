package io.vitesslake.verify;

/**
 * What proves that a key differs although both sides move. Of each look is known: whatever the lake's snapshot reflects was done at
 * the source before the look read it ({@link Lookout}), and the lake's snapshot of the next look reflects all that it read there.
 *
 * <p>A row that stands in the lake unchanged since the look before says that the source had this row all the time between the
 * positions of the two snapshots. The look before read the source in between. So when it read another row, one of them is wrong, even
 * when that row changes to and fro. Of a row that the lake lacks, no file says since when; there the source must have had the same
 * row at several looks in a row, and the lake none at each. Two rows of one key are always wrong.
 */
final class Proof {

    /** Each of them waits for another checkpoint of the lake, so a row that comes and goes would have to do so in step with all. */
    static final int ABSENT_LOOKS = 4;

    private Proof() {}

    /**
     * @param before what the look before saw of the key
     * @param sequenceBefore sequence number of the lake's snapshot at that look
     */
    static boolean differs(Sighting before, long sequenceBefore, Sighting now) {
        if (now.lakeCount() > 1) {
            return true;
        }
        if (!now.sameSource(before)) {
            return false;
        }
        return now.lakeCount() == 0 ? now.absentLooks() >= ABSENT_LOOKS : now.writtenAt() <= sequenceBefore;
    }
}
