package io.vitesslake.tables;

import java.math.BigDecimal;
import org.apache.iceberg.variants.Variant;
import org.apache.iceberg.variants.VariantArray;
import org.apache.iceberg.variants.VariantObject;
import org.apache.iceberg.variants.VariantPrimitive;
import org.apache.iceberg.variants.VariantValue;

/** A variant as a JSON document, its keys in the order of the variant. A value that JSON has none of is a text of its type. */
final class VariantText {

    private VariantText() {}

    static String of(Variant variant) {
        StringBuilder out = new StringBuilder();
        print(variant.value(), out);
        return out.toString();
    }

    private static void print(VariantValue value, StringBuilder out) {
        switch (value.type()) {
            case OBJECT -> printObject(value.asObject(), out);
            case ARRAY -> printArray(value.asArray(), out);
            default -> printPrimitive(value.asPrimitive(), out);
        }
    }

    private static void printObject(VariantObject object, StringBuilder out) {
        String separator = "{";
        for (String name : object.fieldNames()) {
            out.append(separator);
            quote(name, out);
            out.append(':');
            print(object.get(name), out);
            separator = ",";
        }
        out.append(object.numFields() == 0 ? "{}" : "}");
    }

    private static void printArray(VariantArray array, StringBuilder out) {
        out.append('[');
        for (int i = 0; i < array.numElements(); i++) {
            out.append(i == 0 ? "" : ",");
            print(array.get(i), out);
        }
        out.append(']');
    }

    private static void printPrimitive(VariantPrimitive<?> value, StringBuilder out) {
        switch (value.type()) {
            case NULL -> out.append("null");
            case BOOLEAN_TRUE, BOOLEAN_FALSE, INT8, INT16, INT32, INT64, DOUBLE -> out.append(value.get());
            case DECIMAL4, DECIMAL8, DECIMAL16 -> out.append(((BigDecimal) value.get()).toPlainString());
            case STRING -> quote((String) value.get(), out);
            default -> quote(value.type() + " " + value.get(), out);
        }
    }

    /** As the JSON grammar wants it: quotes, backslashes and what is below a space are escaped. */
    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
