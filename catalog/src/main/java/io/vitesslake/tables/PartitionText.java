package io.vitesslake.tables;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Reads partition fields as a person writes them. */
final class PartitionText {

    private static final Pattern TRANSFORM =
            Pattern.compile("\\s*(\\w+)\\s*\\(\\s*(?:(\\d+)\\s*,\\s*)?(.*?)\\s*\\)\\s*");
    private static final String ACCEPTED =
            "col, identity(col), bucket(16, col), truncate(4, col), year(col), month(col), day(col), hour(col)";

    private PartitionText() {}

    static PartitionSpec parse(String table, Schema schema, List<String> texts) {
        PartitionSpec.Builder builder = PartitionSpec.builderFor(schema);
        for (String text : texts) {
            try {
                // The source type is judged by build alone, which does not say what text is at fault.
                PartitionSpec.Builder alone = PartitionSpec.builderFor(schema);
                add(alone, schema, text);
                alone.build();
                add(builder, schema, text);
            } catch (IllegalArgumentException | ValidationException e) {
                throw new CodedException(
                        ErrorCode.CONFIG,
                        "invalid-partitioning",
                        "Cannot partition " + table + " by '" + text + "': " + e.getMessage() + ". Accepted: "
                                + ACCEPTED,
                        e);
            }
        }
        return builder.build();
    }

    private static void add(PartitionSpec.Builder builder, Schema schema, String text) {
        Matcher matcher = TRANSFORM.matcher(text);
        if (schema.findField(text.strip()) != null || !matcher.matches()) {
            builder.identity(exactColumn(schema, text.strip()));
            return;
        }
        String transform = matcher.group(1).toLowerCase(Locale.ROOT);
        String width = matcher.group(2);
        String column = exactColumn(schema, matcher.group(3));
        boolean wantsWidth = transform.equals("bucket") || transform.equals("truncate");
        if (wantsWidth != (width != null)) {
            throw new IllegalArgumentException(
                    wantsWidth ? transform + " needs a width before the column" : transform + " takes no width");
        }
        switch (transform) {
            case "identity" -> builder.identity(column);
            case "bucket" -> builder.bucket(column, Integer.parseInt(width));
            case "truncate" -> builder.truncate(column, Integer.parseInt(width));
            case "year" -> builder.year(column);
            case "month" -> builder.month(column);
            case "day" -> builder.day(column);
            case "hour" -> builder.hour(column);
            default -> throw new IllegalArgumentException("unknown transform " + transform);
        }
    }

    /** Equal floats may have different bits, so a delete could be filed under another partition than its row. */
    private static String exactColumn(Schema schema, String name) {
        Types.NestedField field = schema.findField(name);
        if (field == null) {
            List<String> names =
                    schema.columns().stream().map(Types.NestedField::name).toList();
            throw new IllegalArgumentException("there is no column '" + name + "' among " + names);
        }
        if (field.type().typeId() == Type.TypeID.FLOAT || field.type().typeId() == Type.TypeID.DOUBLE) {
            throw new IllegalArgumentException("column " + name + " is a " + field.type()
                    + ", which has no exact partition value; take another column");
        }
        return name;
    }
}
