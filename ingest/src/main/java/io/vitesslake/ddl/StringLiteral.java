package io.vitesslake.ddl;

/** The text that a quoted string of MySQL stands for, with backslash escapes (without NO_BACKSLASH_ESCAPES). */
final class StringLiteral {

    private StringLiteral() {}

    /** @param literal with its quotes, of either kind; a quote inside is doubled or escaped */
    static String text(String literal) {
        char quote = literal.charAt(0);
        StringBuilder text = new StringBuilder(literal.length());
        int end = literal.length() - 1;
        for (int i = 1; i < end; i++) {
            char c = literal.charAt(i);
            if (c == '\\') {
                i++;
                unescape(literal.charAt(i), text);
            } else {
                text.append(c);
                i += c == quote ? 1 : 0;
            }
        }
        return text.toString();
    }

    private static void unescape(char escaped, StringBuilder text) {
        switch (escaped) {
            case '0' -> text.append('\0');
            case 'b' -> text.append('\b');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'Z' -> text.append('\u001a');
            // Patterns of LIKE keep their backslash.
            case '%', '_' -> text.append('\\').append(escaped);
            default -> text.append(escaped);
        }
    }
}
