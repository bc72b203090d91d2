package io.vitesslake.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which source tables to mirror. A pattern is an exact name or holds {@code *} (any characters) and {@code ?} (one).
 *
 * @param include a table is wanted when one of these matches
 * @param exclude and none of these does
 */
public record TablePatterns(List<String> include, List<String> exclude) {

    public TablePatterns {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    public boolean matches(String table) {
        return anyMatches(include, table) && !anyMatches(exclude, table);
    }

    private static boolean anyMatches(List<String> patterns, String table) {
        return patterns.stream()
                .anyMatch(pattern -> regex(pattern).matcher(table).matches());
    }

    private static Pattern regex(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
