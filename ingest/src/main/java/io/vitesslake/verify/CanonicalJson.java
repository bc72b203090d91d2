package io.vitesslake.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.TreeMap;

/**
 * JSON by value: MySQL prints a document otherwise than VStream, with keys in another order and numbers in another spelling. What
 * is no JSON is itself. A number is what a double holds of it, unless it is an integer.
 */
final class CanonicalJson {

    /** Beyond it not every integer is a double. */
    private static final double EXACT = 1L << 53;

    private static final int DECIMAL_DIGITS = 38;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private CanonicalJson() {}

    static String of(String text) {
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (tree == null || tree.isMissingNode()) {
                return CanonicalText.unreadable(text);
            }
            StringBuilder out = new StringBuilder(text.length());
            print(tree, out);
            return out.toString();
        } catch (JsonProcessingException e) {
            return CanonicalText.unreadable(text);
        }
    }

    private static void print(JsonNode node, StringBuilder out) throws JsonProcessingException {
        switch (node.getNodeType()) {
            case OBJECT -> printObject(node, out);
            case ARRAY -> {
                out.append('[');
                for (Iterator<JsonNode> items = node.elements(); items.hasNext(); ) {
                    print(items.next(), out);
                    out.append(items.hasNext() ? "," : "");
                }
                out.append(']');
            }
            case NUMBER -> out.append(number(node));
            default -> out.append(MAPPER.writeValueAsString(node));
        }
    }

    private static void printObject(JsonNode node, StringBuilder out) throws JsonProcessingException {
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
        String separator = "{";
        for (var field : sorted.entrySet()) {
            out.append(separator)
                    .append(MAPPER.writeValueAsString(field.getKey()))
                    .append(':');
            print(field.getValue(), out);
            separator = ",";
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
    }

    /** One of more digits than a decimal has is a double in a variant, where that is exactly it. */
    private static String integer(BigInteger value) {
        double nearest = value.doubleValue();
        boolean wide = value.abs().toString().length() > DECIMAL_DIGITS && Double.isFinite(nearest);
        return wide && new BigDecimal(nearest).toBigIntegerExact().equals(value)
                ? Double.toString(nearest)
                : value.toString();
    }

    private static String number(JsonNode node) {
        if (node.isIntegralNumber()) {
            return integer(node.bigIntegerValue());
        }
        double value = new BigDecimal(node.asText()).doubleValue();
        return value == Math.rint(value) && Math.abs(value) < EXACT
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
