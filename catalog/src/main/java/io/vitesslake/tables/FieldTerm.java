package io.vitesslake.tables;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Types;

/**
 * A column, or a transform of one, as a person writes it.
 *
 * @param transform lower case; {@code identity} when only the column is written
 * @param width of {@code bucket} and {@code truncate}; 0 for the others
 * @param column one that the schema has
 */
record FieldTerm(String transform, int width, String column) {

    private static final String ACCEPTED =
            "col, identity(col), bucket(16, col), truncate(4, col), year(col), month(col), day(col), hour(col)";

    private static final String IDENTITY = "identity";
    private static final Pattern TRANSFORM =
            Pattern.compile("\\s*(\\w+)\\s*\\(\\s*(?:(\\d+)\\s*,\\s*)?(.*?)\\s*\\)\\s*");

    /** @throws IllegalArgumentException when the schema has no such column, or the transform has no width or one too many */
    static FieldTerm parse(Schema schema, String text) {
        Matcher matcher = TRANSFORM.matcher(text);
        if (schema.findField(text.strip()) != null || !matcher.matches()) {
            return new FieldTerm(IDENTITY, 0, known(schema, text.strip()));
        }
        String transform = matcher.group(1).toLowerCase(Locale.ROOT);
        String width = matcher.group(2);
        String column = known(schema, matcher.group(3));
        boolean wantsWidth = transform.equals("bucket") || transform.equals("truncate");
        if (wantsWidth != (width != null)) {
            throw new IllegalArgumentException(
                    wantsWidth ? transform + " needs a width before the column" : transform + " takes no width");
        }
        return new FieldTerm(transform, wantsWidth ? Integer.parseInt(width) : 0, column);
    }

    /**
     * Takes each text, and names the one that cannot be right.
     *
     * @param cannot begin of the message: what is not done by that text
     * @param more what is accepted beside a term, follows it
     * @param take throws what Iceberg's builders throw
     * @throws CodedException CONFIG with the reason
     */
    static void takeEach(List<String> texts, String reason, String cannot, String more, Consumer<String> take) {
        for (String text : texts) {
            try {
                take.accept(text);
            } catch (IllegalArgumentException | ValidationException e) {
                throw new CodedException(
                        ErrorCode.CONFIG,
                        reason,
                        cannot + " by '" + text + "': " + e.getMessage() + ". Accepted: " + ACCEPTED + more,
                        e);
            }
        }
    }

    private static String known(Schema schema, String name) {
        if (schema.findField(name) == null) {
            List<String> names =
                    schema.columns().stream().map(Types.NestedField::name).toList();
            throw new IllegalArgumentException("there is no column '" + name + "' among " + names);
        }
        return name;
    }

    IllegalArgumentException unknownTransform() {
        return new IllegalArgumentException("unknown transform " + transform);
    }
}
