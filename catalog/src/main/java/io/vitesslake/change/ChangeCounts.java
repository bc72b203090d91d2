package io.vitesslake.change;

/**
 * Rows by the net effect of a batch on them.
 *
 * @param inserted rows that did not exist before
 * @param updated rows that existed and still do
 * @param deleted rows that existed and no longer do
 */
public record ChangeCounts(long inserted, long updated, long deleted) {

    public static final ChangeCounts NONE = new ChangeCounts(0, 0, 0);
}
