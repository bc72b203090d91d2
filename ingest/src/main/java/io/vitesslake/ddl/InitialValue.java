package io.vitesslake.ddl;

/**
 * What rows that existed before a column was added read in it.
 *
 * @param text for {@link Kind#CONSTANT} the literal, quotes and escapes resolved, numbers as written with their sign, TRUE and
 *     FALSE as 1 and 0; otherwise empty
 */
public record InitialValue(Kind kind, String text) {

    public static final InitialValue NULL = new InitialValue(Kind.NULL, "");
    static final InitialValue COMPUTED = new InitialValue(Kind.COMPUTED, "");

    public InitialValue {
        if (kind != Kind.CONSTANT && !text.isEmpty()) {
            throw new IllegalArgumentException("Cannot give " + kind + " a text: only a constant has one.");
        }
    }

    static InitialValue constant(String text) {
        return new InitialValue(Kind.CONSTANT, text);
    }

    /** How the value comes about. */
    public enum Kind {
        /** No value. */
        NULL,
        /** The same value in every row, which the statement names. */
        CONSTANT,
        /** Anything that the statement alone does not tell: expressions, time, counters, MySQL's implicit defaults. */
        COMPUTED
    }
}
