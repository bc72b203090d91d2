package io.vitesslake.verify;

import io.vitesslake.source.QuotedName;
import java.util.Locale;
import java.util.Map;

/** The kinds of MySQL values that are compared by the same rules. */
enum ValueKind {
    INTEGER("%s"),
    /** As a number: MySQL answers the bits themselves otherwise. */
    BIT("%s + 0"),
    DECIMAL("%s"),
    FLOAT("%s"),
    DOUBLE("%s"),
    DATE("%s"),
    DATETIME("%s"),
    /** Seconds since 1970 in UTC, whatever the time zone of the session is; 0 for a zero date, which no other moment is. */
    TIMESTAMP("unix_timestamp(%s)"),
    TIME("%s"),
    /** Character sets are MySQL's own work. */
    TEXT("convert(%s using utf8mb4)"),
    BYTES("%s"),
    JSON("%s"),
    SPATIAL("%s");

    private static final Map<String, ValueKind> BY_TYPE = Map.ofEntries(
            Map.entry("tinyint", INTEGER),
            Map.entry("smallint", INTEGER),
            Map.entry("mediumint", INTEGER),
            Map.entry("int", INTEGER),
            Map.entry("bigint", INTEGER),
            Map.entry("year", INTEGER),
            Map.entry("bit", BIT),
            Map.entry("decimal", DECIMAL),
            Map.entry("float", FLOAT),
            Map.entry("double", DOUBLE),
            Map.entry("date", DATE),
            Map.entry("datetime", DATETIME),
            Map.entry("timestamp", TIMESTAMP),
            Map.entry("time", TIME),
            Map.entry("char", TEXT),
            Map.entry("varchar", TEXT),
            Map.entry("tinytext", TEXT),
            Map.entry("text", TEXT),
            Map.entry("mediumtext", TEXT),
            Map.entry("longtext", TEXT),
            Map.entry("enum", TEXT),
            Map.entry("set", TEXT),
            Map.entry("json", JSON),
            Map.entry("geometry", SPATIAL),
            Map.entry("point", SPATIAL),
            Map.entry("linestring", SPATIAL),
            Map.entry("polygon", SPATIAL),
            Map.entry("multipoint", SPATIAL),
            Map.entry("multilinestring", SPATIAL),
            Map.entry("multipolygon", SPATIAL),
            Map.entry("geomcollection", SPATIAL),
            Map.entry("geometrycollection", SPATIAL));

    private final String expression;

    ValueKind(String expression) {
        this.expression = expression;
    }

    /**
     * @param declared as information_schema.columns.column_type has it, such as {@code int(6) unsigned zerofill}; whatever is not
     *     known is compared as bytes
     */
    static ValueKind of(String declared) {
        String lower = declared.toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < lower.length() && Character.isLetter(lower.charAt(end))) {
            end++;
        }
        return BY_TYPE.getOrDefault(lower.substring(0, end), BYTES);
    }

    /** What to select of a column so that MySQL answers what {@link SourceText} reads. */
    String expression(String column) {
        return expression.formatted(QuotedName.of(column));
    }
}
