package io.vitesslake.verify;

import io.vitesslake.source.Vgtid;

/**
 * One look at both sides of a table: at one snapshot of the lake, and at the source at the time of asking. Every call may ask the
 * network and blocks.
 */
interface Look {

    /** What the lake's snapshot reflects. */
    LakeStanding standing();

    /** Sequence number of the lake's snapshot. */
    long sequenceNumber();

    /** What the source has executed by now, on the shards that the lake's snapshot reflects. */
    Vgtid source();

    /** Columns of both sides. */
    Layout layout();

    /** All rows of the source as of now: of each shard one consistent read that begins after this call. */
    void readSource(RowSink sink);

    /** All rows of the lake's snapshot. */
    void readLake(RowSink sink);
}
