package io.vitesslake.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A column type as MySQL prints it in INFORMATION_SCHEMA.COLUMNS.COLUMN_TYPE, such as {@code int unsigned} or {@code enum('a','b')}.
 *
 * @param base first word, in lower case
 * @param arguments what stands in parentheses; labels without quotes
 * @param unsigned whether the word stands behind them
 */
record DeclaredType(String base, List<String> arguments, boolean unsigned) {

    DeclaredType {
        arguments = List.copyOf(arguments);
    }

    static DeclaredType of(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open) {
            String[] words = text.toLowerCase(Locale.ROOT).trim().split("\\s+");
            return new DeclaredType(words[0], List.of(), List.of(words).contains("unsigned"));
        }
        String base = text.substring(0, open).trim().toLowerCase(Locale.ROOT);
        boolean unsigned = text.substring(close).toLowerCase(Locale.ROOT).contains("unsigned");
        return new DeclaredType(base, arguments(text.substring(open + 1, close)), unsigned);
    }

    /** The numeric argument at an index, or another number where none stands. */
    int argument(int index, int otherwise) {
        return index < arguments.size() ? Integer.parseInt(arguments.get(index)) : otherwise;
    }

    // Labels are quoted, with quotes in them doubled, and escapes by backslash left alone; numbers are not quoted.
    private static List<String> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escaped = quoted && c == '\'' && i + 1 < text.length() && text.charAt(i + 1) == '\'';
            if (escaped) {
                argument.append(c);
                i++;
            } else if (c == '\'') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                arguments.add(argument.toString());
                argument.setLength(0);
            } else if (quoted || c != ' ') {
                argument.append(c);
            }
        }
        arguments.add(argument.toString());
        return arguments;
    }
}
