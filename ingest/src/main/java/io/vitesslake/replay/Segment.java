package io.vitesslake.replay;

/**
 * Neighbouring events of one kind within one response.
 *
 * @param table bare table name of FIELD and ROWS, else empty
 * @param rows row changes in it
 * @param bytes as recorded; empty for POSITION, which is written anew for every stream
 */
record Segment(Kind kind, String table, int rows, Bytes bytes) {

    /** What a segment holds; END closes a transaction. */
    enum Kind {
        BEGIN,
        FIELD,
        ROWS,
        POSITION,
        END,
        DDL,
        OTHER
    }

    private static final Bytes NOTHING = new Bytes(new byte[0], 0, 0);

    static final Segment POSITION = new Segment(Kind.POSITION, "", 0, NOTHING);

    static Segment of(Kind kind, Bytes bytes) {
        return new Segment(kind, "", 0, bytes);
    }

    /** Whether both can be served as one. */
    boolean joins(Segment next) {
        return kind == Kind.ROWS && next.kind == Kind.ROWS && table.equals(next.table) && bytes.touches(next.bytes);
    }

    Segment and(Segment next) {
        return new Segment(kind, table, rows + next.rows, bytes.and(next.bytes));
    }
}
