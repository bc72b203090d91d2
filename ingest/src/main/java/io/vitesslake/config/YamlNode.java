package io.vitesslake.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A YAML value that remembers its line. */
sealed interface YamlNode {

    int line();

    /**
     * @param raw as written, for messages: it names variables where the text may hold their secrets
     * @param text with variables replaced
     */
    record Scalar(int line, String raw, String text) implements YamlNode {}

    record Sequence(int line, List<YamlNode> items) implements YamlNode {}

    /** Nothing after the colon counts as not set. */
    record Mapping(int line, Map<String, YamlNode> entries) implements YamlNode {}

    static Mapping parse(String text, Map<String, String> environment, Problems problems) {
        YAMLFactory factory = YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = factory.createParser(text)) {
            if (parser.nextToken() == null) {
                return new Mapping(1, Map.of());
            }
            YamlNode node = new Builder(parser, environment, problems).build();
            if (node instanceof Mapping mapping) {
                return mapping;
            }
            problems.add(node.line(), "expected sections such as 'source:', found " + parser.currentToken());
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            problems.add(line, "not valid YAML: " + e.getOriginalMessage().replaceAll("\\s+", " "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Mapping(1, Map.of());
    }

    /** Builds nodes from tokens; the parser stands on the first token of the node to build. */
    record Builder(JsonParser parser, Map<String, String> environment, Problems problems) {

        private static final Pattern VARIABLE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}");

        YamlNode build() throws IOException {
            int line = parser.currentTokenLocation().getLineNr();
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                Map<String, YamlNode> entries = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    int keyLine = parser.currentTokenLocation().getLineNr();
                    String key = parser.currentName();
                    entries.put(key, parser.nextToken() == JsonToken.VALUE_NULL ? missing(keyLine) : build());
                }
                return new Mapping(line, entries);
            }
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                List<YamlNode> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(build());
                }
                return new Sequence(line, items);
            }
            String raw = parser.getText();
            return new Scalar(line, raw, substituted(line, raw));
        }

        private static YamlNode missing(int line) {
            return new Scalar(line, "", "");
        }

        private String substituted(int line, String raw) {
            Matcher matcher = VARIABLE.matcher(raw);
            return matcher.replaceAll(match -> {
                String name = match.group(1);
                if (name == null) {
                    return Matcher.quoteReplacement("${");
                }
                String value = environment.get(name);
                if (value == null) {
                    problems.add(line, "environment variable " + name + " is not set; write $${ for a literal ${");
                    return "";
                }
                return Matcher.quoteReplacement(value);
            });
        }
    }
}
