package io.vitesslake.mirror;

import io.vitesslake.decode.LossCounts;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** How many rows one table has, what its values lost, how its copy stands, and how new it is. Belongs to the loop's thread. */
final class CopyTally {

    private OptionalLong rows = OptionalLong.of(0);
    // Once a copy was interrupted, what it delivers again cannot be told from what is new.
    private boolean unknown;
    private LossCounts losses = LossCounts.NONE;
    private long copied;
    private int restarts;
    private String restartReason = "";
    // 0 for none.
    private long sourceTimeMillis;

    /** Goes on from a cursor, or from nothing. */
    void resume(Optional<TableCursor> cursor) {
        rows = cursor.map(TableCursor::rows).orElse(OptionalLong.of(0));
        unknown = rows.isEmpty();
        losses = cursor.map(TableCursor::losses).orElse(LossCounts.NONE);
        copied = cursor.flatMap(of -> of.copy().count()).map(CopyCount::rows).orElse(0L);
        sourceTimeMillis = cursor.map(TableCursor::sourceTimeMillis)
                .orElse(OptionalLong.empty())
                .orElse(0);
        restarts = cursor.map(of -> of.copy().restarts()).orElse(0);
        restartReason = cursor.map(of -> of.copy().restartReason()).orElse("");
    }

    /**
     * The copy starts anew.
     *
     * @param why a clause, for people
     */
    void startAnew(String why) {
        empty();
        copied = 0;
        restarts++;
        restartReason = why;
    }

    /** The table has no row any more. */
    void empty() {
        rows = OptionalLong.of(0);
        unknown = false;
        losses = LossCounts.NONE;
    }

    void interrupted() {
        unknown = true;
    }

    void copiedOne() {
        copied++;
    }

    /** A cut was saved. */
    void saved(TableCursor cursor) {
        rows = cursor.rows();
        losses = cursor.losses();
    }

    /**
     * The source committed something of the table.
     *
     * @param seconds Unix time
     */
    void sourceTime(long seconds) {
        sourceTimeMillis = Math.max(sourceTimeMillis, seconds * 1000);
    }

    /** When the source last did so, Unix milliseconds; empty if it never did. */
    OptionalLong sourceTimeMillis() {
        return sourceTimeMillis == 0 ? OptionalLong.empty() : OptionalLong.of(sourceTimeMillis);
    }

    /** Rows in the last checkpoint, or 0 if none of them count; empty when unknown. */
    OptionalLong rows() {
        return unknown ? OptionalLong.empty() : rows;
    }

    /** What was lost up to the last checkpoint, or nothing if none of its rows count. */
    LossCounts losses() {
        return losses;
    }

    /** Rows that the copy delivered. */
    long copied() {
        return copied;
    }

    /** How often the copy started anew. */
    int restarts() {
        return restarts;
    }

    /**
     * What a cursor tells of a copy that goes on.
     *
     * @param of id of the copy, when it is made on a branch
     */
    CopyCursor cursor(CopyCount count, boolean touched, Optional<UUID> of) {
        return new CopyCursor(Optional.of(count), touched, of, restarts, restartReason);
    }
}
