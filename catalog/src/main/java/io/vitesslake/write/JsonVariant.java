package io.vitesslake.write;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vitesslake.change.Slice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.variants.ShreddedObject;
import org.apache.iceberg.variants.ValueArray;
import org.apache.iceberg.variants.Variant;
import org.apache.iceberg.variants.VariantMetadata;
import org.apache.iceberg.variants.VariantValue;
import org.apache.iceberg.variants.Variants;

/**
 * A JSON document as a variant (Parquet's VariantEncoding.md). The result depends on the document alone, not on the order of its
 * keys, its spaces or its escapes, in which MySQL and VStream differ. Makes objects for each value, as Iceberg's builders do.
 */
final class JsonVariant {

    /** Keys are the data of others: none is kept. MySQL bounds depth (100), keys (64 KiB) and documents (1 GiB). */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final VariantMetadata metadata;
    private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();

    private JsonVariant(JsonParser parser, VariantMetadata metadata) {
        this.parser = parser;
        this.metadata = metadata;
    }

    /**
     * @param json UTF-8
     * @throws UnfitJson when it is no JSON document, repeats a key, or has a number that no variant is exactly
     */
    static Variant parse(Slice json) {
        String text = decode(json);
        VariantMetadata metadata = Variants.metadata(keys(text));
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonVariant document = new JsonVariant(parser, metadata);
            VariantValue value = document.value(parser.nextToken());
            if (parser.nextToken() != null) {
                throw UnfitJson.of("text after the end of a JSON document", text);
            }
            return Variant.of(metadata, value);
        } catch (JsonProcessingException e) {
            throw UnfitJson.of("no JSON document (" + e.getOriginalMessage() + ")", text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a string in memory", e);
        }
    }

    private static String decode(Slice json) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json.array(), json.offset(), json.length()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw UnfitJson.of(
                    "no UTF-8", new String(json.array(), json.offset(), json.length(), StandardCharsets.ISO_8859_1));
        }
    }

    private static Set<String> keys(String text) {
        Set<String> keys = new TreeSet<>();
        try (JsonParser parser = FACTORY.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    keys.add(parser.currentName());
                }
            }
        } catch (JsonProcessingException e) {
            throw UnfitJson.of("no JSON document (" + e.getOriginalMessage() + ")", text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read a string in memory", e);
        }
        return keys;
    }

    private VariantValue value(JsonToken token) throws IOException {
        if (token == null) {
            throw UnfitJson.of("no JSON document", "");
        }
        return switch (token) {
            case VALUE_NULL -> Variants.ofNull();
            case VALUE_TRUE -> Variants.of(true);
            case VALUE_FALSE -> Variants.of(false);
            case VALUE_STRING -> Variants.of(text(parser.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonNumber.variant(parser.getText());
            case START_ARRAY -> array();
            case START_OBJECT -> object();
            case FIELD_NAME, END_ARRAY, END_OBJECT, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("No value: " + token);
        };
    }

    private ValueArray array() throws IOException {
        ValueArray array = Variants.array();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(token));
        }
        return array;
    }

    private ShreddedObject object() throws IOException {
        ShreddedObject object = Variants.object(metadata);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = text(parser.currentName());
            object.put(key, value(parser.nextToken()));
        }
        return object;
    }

    /** Half of a surrogate pair, written as an escape, has no UTF-8 and would become a question mark. */
    private String text(String string) {
        if (!utf8.canEncode(string)) {
            throw UnfitJson.of("half of a surrogate pair", string);
        }
        return string;
    }
}
