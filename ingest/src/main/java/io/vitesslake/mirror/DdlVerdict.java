package io.vitesslake.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a DDL statement means for one mirrored table. Statements that change rows without row events (TRUNCATE, DROP, RENAME,
 * a type change …) reach us as text alone, so whatever is not known to be harmless stops the table.
 */
enum DdlVerdict {
    /** Does not concern the table, or changes neither its rows nor its columns. */
    HARMLESS,
    /** Adds columns that are null in every old row; the next FIELD event tells which. */
    ADDS_COLUMNS,
    /** Anything else. */
    STOPS;

    private static final Pattern TOKEN = Pattern.compile(
            "`(?:[^`]|``)*`|'(?:[^'\\\\]|\\\\.|'')*'|\"(?:[^\"\\\\]|\\\\.|\"\")*\"|[\\w$]+|/\\*.*?\\*/|--[^\\n]*|\\S",
            Pattern.DOTALL);
    private static final Set<String> INDEX_WORDS =
            Set.of("INDEX", "KEY", "FULLTEXT", "SPATIAL", "UNIQUE", "CHECK", "ALGORITHM", "LOCK", "COMMENT");
    private static final Set<String> NOT_A_COLUMN = Set.of("(", "CONSTRAINT", "PARTITION", "FOREIGN", "PRIMARY");
    private static final Set<String> NOT_NULL_IN_OLD_ROWS =
            Set.of("NOT", "DEFAULT", "AS", "GENERATED", "AUTO_INCREMENT", "PRIMARY", "UNIQUE", "KEY", "SERIAL");

    /**
     * @param statement as the source ran it
     * @param table bare name of the mirrored table
     */
    static DdlVerdict of(String statement, String table) {
        List<String> tokens = tokens(statement);
        boolean mentioned = tokens.stream().anyMatch(token -> name(token).equalsIgnoreCase(table));
        if (!mentioned || tokens.isEmpty()) {
            return HARMLESS;
        }
        return switch (tokens.get(0).toUpperCase(Locale.ROOT)) {
            case "CREATE", "ANALYZE", "GRANT", "REVOKE", "FLUSH", "LOCK", "UNLOCK" -> HARMLESS;
            case "DROP" -> dropsIndexOnly(tokens) ? HARMLESS : STOPS;
            case "ALTER" -> ofAlter(tokens, table);
            default -> STOPS;
        };
    }

    private static boolean dropsIndexOnly(List<String> tokens) {
        return tokens.size() > 1 && tokens.get(1).equalsIgnoreCase("INDEX");
    }

    private static DdlVerdict ofAlter(List<String> tokens, String table) {
        if (tokens.size() < 4 || !tokens.get(1).equalsIgnoreCase("TABLE")) {
            return STOPS;
        }
        int subject = tokens.get(3).equals(".") ? 4 : 2;
        if (!name(tokens.get(subject)).equalsIgnoreCase(table)) {
            return mentionsAsNewName(tokens) ? STOPS : HARMLESS;
        }
        DdlVerdict verdict = HARMLESS;
        for (List<String> action : actions(tokens.subList(subject + 1, tokens.size()))) {
            DdlVerdict one = ofAction(action);
            verdict = one.compareTo(verdict) > 0 ? one : verdict;
        }
        return verdict;
    }

    // alter table other rename to table
    private static boolean mentionsAsNewName(List<String> tokens) {
        return tokens.stream()
                .anyMatch(token -> token.equalsIgnoreCase("RENAME") || token.equalsIgnoreCase("EXCHANGE"));
    }

    private static DdlVerdict ofAction(List<String> action) {
        if (action.isEmpty()) {
            return HARMLESS;
        }
        String verb = action.get(0).toUpperCase(Locale.ROOT);
        String object = action.size() > 1 ? action.get(1).toUpperCase(Locale.ROOT) : "";
        if (INDEX_WORDS.contains(verb)) {
            return HARMLESS;
        }
        if ((verb.equals("ADD") || verb.equals("DROP")) && INDEX_WORDS.contains(object)) {
            return HARMLESS;
        }
        int definition = object.equals("COLUMN") ? 2 : 1;
        boolean oneColumn = verb.equals("ADD")
                && action.size() > definition
                && !NOT_A_COLUMN.contains(action.get(definition).toUpperCase(Locale.ROOT));
        return oneColumn && !fillsOldRows(action.subList(definition + 1, action.size())) ? ADDS_COLUMNS : STOPS;
    }

    private static boolean fillsOldRows(List<String> definition) {
        for (int i = 0; i < definition.size(); i++) {
            boolean defaultNull = definition.get(i).equalsIgnoreCase("DEFAULT")
                    && i + 1 < definition.size()
                    && definition.get(i + 1).equalsIgnoreCase("NULL");
            if (!defaultNull && NOT_NULL_IN_OLD_ROWS.contains(definition.get(i).toUpperCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private static List<List<String>> actions(List<String> tokens) {
        List<List<String>> actions = new ArrayList<>();
        List<String> action = new ArrayList<>();
        int depth = 0;
        for (String token : tokens) {
            depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
            if (token.equals(",") && depth == 0) {
                actions.add(action);
                action = new ArrayList<>();
            } else if (!token.equals(";")) {
                action.add(token);
            }
        }
        actions.add(action);
        return actions;
    }

    private static List<String> tokens(String statement) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(statement);
        while (matcher.find()) {
            String token = matcher.group();
            if (!token.startsWith("/*") && !token.startsWith("--")) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    private static String name(String token) {
        return token.length() > 1 && token.startsWith("`")
                ? token.substring(1, token.length() - 1).replace("``", "`")
                : token;
    }
}
