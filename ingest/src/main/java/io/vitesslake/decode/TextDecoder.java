package io.vitesslake.decode;

/** One MySQL character set as UTF-8. VStream never transcodes: text arrives in the column's own character set. */
interface TextDecoder {

    /** A byte of any character set takes at most this many in UTF-8, and so does the U+FFFD that replaces it. */
    int MAX_GROWTH = 3;

    int INVALID = -1;

    /** Whether a text is the same in UTF-8. May say no for one that is. */
    boolean isUtf8(byte[] bytes, int offset, int length);

    /**
     * Writes a text as UTF-8.
     *
     * @param out at least {@link #MAX_GROWTH} times the length
     * @param replace whether U+FFFD stands for whatever is not valid
     * @return how many bytes were written, or {@link #INVALID}, which is never returned with {@code replace}
     */
    int decode(byte[] bytes, int offset, int length, byte[] out, boolean replace);

    /** Whether different valid texts never become the same. */
    boolean isInjective();
}
