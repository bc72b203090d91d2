package io.vitesslake.verify;

import java.util.BitSet;

/**
 * All rows of one side in bounded memory: rows are spread by the digest of their key, and of each bucket the number and the sum of
 * the rows' digests are kept, which need no order. 5 MB. One thread.
 */
final class Buckets {

    private static final int BITS = 18;
    static final int COUNT = 1 << BITS;

    private final int[] counts = new int[COUNT];
    private final long[] high = new long[COUNT];
    private final long[] low = new long[COUNT];
    private long rows;

    static int of(Digest key) {
        return (int) (key.high() >>> (Long.SIZE - BITS));
    }

    void add(Digest key, Digest row) {
        int bucket = of(key);
        counts[bucket]++;
        high[bucket] += row.high();
        low[bucket] += row.low();
        rows++;
    }

    long rows() {
        return rows;
    }

    int rows(int bucket) {
        return counts[bucket];
    }

    /** Buckets in which the other side has other rows. */
    BitSet differing(Buckets other) {
        BitSet result = new BitSet(COUNT);
        for (int i = 0; i < COUNT; i++) {
            if (counts[i] != other.counts[i] || high[i] != other.high[i] || low[i] != other.low[i]) {
                result.set(i);
            }
        }
        return result;
    }
}
