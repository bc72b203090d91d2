package io.vitesslake.source;

/**
 * One column as a FIELD event describes it (query.Field of Vitess' query.proto).
 *
 * @param name column name; {@code @1}, {@code @2} … when VTGate could not tell it
 * @param type number of {@code query.Type}
 * @param columnType MySQL's text of the type, such as {@code int unsigned} or {@code enum('a','b')}
 * @param charset collation id; 63 is binary, 0 one that Vitess does not know
 * @param flags MySQL column flags: 1 NOT NULL, 2 PRIMARY KEY, 32 UNSIGNED …
 * @param columnLength display length in bytes
 * @param decimals digits after the point
 */
public record SourceColumn(
        String name, int type, String columnType, int charset, int flags, long columnLength, int decimals) {

    private static final int NOT_NULL = 1;

    /** The same under another name. */
    public SourceColumn named(String newName) {
        return new SourceColumn(newName, type, columnType, charset, flags, columnLength, decimals);
    }

    /** The same with another collation. */
    public SourceColumn collated(int collation) {
        return new SourceColumn(name, type, columnType, collation, flags, columnLength, decimals);
    }

    public boolean notNull() {
        return (flags & NOT_NULL) != 0;
    }
}
