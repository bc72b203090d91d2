package io.vitesslake.change;

/**
 * Rows of one table, read by position. {@link #seek} moves to a row; the accessors read that row. Columns are indexed as in
 * the shape of the {@link TableBatch}. Accessors parse when called and allocate nothing. Not thread-safe.
 */
public interface RowBlock {

    int rowCount();

    /**
     * Moves to a row.
     *
     * @param row 0 to {@link #rowCount} - 1, in any order, any number of times
     */
    void seek(int row);

    boolean isNullAt(int column);

    /** Value of a column whose {@link ColumnType#isLong} holds; undefined if null. */
    long longAt(int column);

    float floatAt(int column);

    double doubleAt(int column);

    /** Bytes of a string, binary, variant or wide decimal column, valid until the next call on this block; undefined if null. */
    Slice bytesAt(int column);
}
