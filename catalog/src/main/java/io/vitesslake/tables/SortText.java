package io.vitesslake.tables;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Term;

/** Reads sort fields as a person writes them: {@code col}, {@code day(col) desc}, {@code col desc nulls first}. */
final class SortText {

    private static final Pattern FIELD =
            Pattern.compile("(?is)(.*?)(?:\\s+(asc|desc))?(?:\\s+nulls\\s+(first|last))?\\s*");

    private static final String AND_ORDER =
            ", each with asc or desc after it, and then nulls first or nulls last, if wanted";

    private SortText() {}

    static SortOrder parse(String table, Schema schema, List<String> texts) {
        SortOrder.Builder builder = SortOrder.builderFor(schema);
        FieldTerm.takeEach(texts, "invalid-sort-order", "Cannot sort " + table, AND_ORDER, text -> {
            // As for partitions.
            SortOrder.Builder alone = SortOrder.builderFor(schema);
            add(alone, schema, text);
            alone.build();
            add(builder, schema, text);
        });
        return builder.build();
    }

    private static void add(SortOrder.Builder builder, Schema schema, String text) {
        Matcher parts = FIELD.matcher(text);
        if (schema.findField(text.strip()) != null || !parts.matches()) {
            builder.asc(text.strip());
            return;
        }
        boolean down = "desc".equalsIgnoreCase(parts.group(2));
        boolean nullsLast = parts.group(3) == null ? down : parts.group(3).equalsIgnoreCase("last");
        builder.sortBy(
                term(FieldTerm.parse(schema, parts.group(1))),
                down ? SortDirection.DESC : SortDirection.ASC,
                nullsLast ? NullOrder.NULLS_LAST : NullOrder.NULLS_FIRST);
    }

    private static Term term(FieldTerm field) {
        String column = field.column();
        return switch (field.transform()) {
            case "identity" -> Expressions.ref(column);
            case "bucket" -> Expressions.bucket(column, field.width());
            case "truncate" -> Expressions.truncate(column, field.width());
            case "year" -> Expressions.year(column);
            case "month" -> Expressions.month(column);
            case "day" -> Expressions.day(column);
            case "hour" -> Expressions.hour(column);
            default -> throw field.unknownTransform();
        };
    }
}
