package io.vitesslake.tables;

import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Reads partition fields as a person writes them. */
final class PartitionText {

    private PartitionText() {}

    static PartitionSpec parse(String table, Schema schema, List<String> texts) {
        PartitionSpec.Builder builder = PartitionSpec.builderFor(schema);
        FieldTerm.takeEach(texts, "invalid-partitioning", "Cannot partition " + table, "", text -> {
            // The source type is judged by build alone, which does not say what text is at fault.
            PartitionSpec.Builder alone = PartitionSpec.builderFor(schema);
            add(alone, schema, text);
            alone.build();
            add(builder, schema, text);
        });
        return builder.build();
    }

    private static void add(PartitionSpec.Builder builder, Schema schema, String text) {
        FieldTerm field = FieldTerm.parse(schema, text);
        String column = exact(schema.findField(field.column()));
        switch (field.transform()) {
            case "identity" -> builder.identity(column);
            case "bucket" -> builder.bucket(column, field.width());
            case "truncate" -> builder.truncate(column, field.width());
            case "year" -> builder.year(column);
            case "month" -> builder.month(column);
            case "day" -> builder.day(column);
            case "hour" -> builder.hour(column);
            default -> throw field.unknownTransform();
        }
    }

    /** Equal floats may have different bits, so a delete could be filed under another partition than its row. */
    private static String exact(Types.NestedField field) {
        if (field.type().typeId() == Type.TypeID.FLOAT || field.type().typeId() == Type.TypeID.DOUBLE) {
            throw new IllegalArgumentException("column " + field.name() + " is a " + field.type()
                    + ", which has no exact partition value; take another column");
        }
        return field.name();
    }
}
