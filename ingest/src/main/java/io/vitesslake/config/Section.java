package io.vitesslake.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One mapping of the file, read key by key. A wrong value becomes a problem and reads as its default, so that one run finds all
 * problems. Call {@link #finish} last: keys that nobody asked for are unknown.
 */
final class Section {

    private final String path;
    private final YamlNode.Mapping mapping;
    private final Problems problems;
    private final TreeSet<String> asked = new TreeSet<>();

    Section(String path, YamlNode.Mapping mapping, Problems problems) {
        this.path = path;
        this.mapping = mapping;
        this.problems = problems;
    }

    Section section(String key) {
        return new Section(path(key), mappingAt(key), problems);
    }

    /** The entries of a mapping whose keys are free, such as table names. */
    Map<String, Section> sections(String key) {
        YamlNode.Mapping parent = mappingAt(key);
        Map<String, Section> sections = new LinkedHashMap<>();
        Section entries = new Section(path(key), parent, problems);
        parent.entries().keySet().forEach(name -> sections.put(name, entries.section(name)));
        return sections;
    }

    private YamlNode.Mapping mappingAt(String key) {
        YamlNode node = ask(key);
        if (node instanceof YamlNode.Mapping found) {
            return found;
        }
        if (node != null && !isEmpty(node)) {
            problem(node, key, "expected keys and values below it");
        }
        return new YamlNode.Mapping(node == null ? mapping.line() : node.line(), Map.of());
    }

    /** Whether anything is given for it. */
    boolean has(String key) {
        return mapping.entries().containsKey(key);
    }

    Optional<String> text(String key) {
        return scalar(key).map(YamlNode.Scalar::text);
    }

    String required(String key, Predicate<String> valid, String expected) {
        if (scalar(key).isEmpty()) {
            if (!(mapping.entries().get(key) instanceof YamlNode.Mapping
                    || mapping.entries().get(key) instanceof YamlNode.Sequence)) {
                problems.add(mapping.line(), path(key) + ": not set, " + expected + " is required");
            }
            return "";
        }
        return value(key, "", expected, text -> Optional.of(text).filter(valid));
    }

    /**
     * @param parse empty when the text is no such value
     * @param expected what would be accepted
     */
    <T> T value(String key, T fallback, String expected, Function<String, Optional<T>> parse) {
        Optional<YamlNode.Scalar> scalar = scalar(key);
        if (scalar.isEmpty()) {
            return fallback;
        }
        Optional<T> value = parse.apply(scalar.get().text());
        if (value.isEmpty()) {
            problem(scalar.get(), key, "cannot use '" + scalar.get().raw() + "', expected " + expected);
        }
        return value.orElse(fallback);
    }

    /** One of the words of an enum, in lower case. */
    <T extends Enum<T>> T oneOf(String key, T fallback, T[] values) {
        List<String> words = Stream.of(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        return value(key, fallback, String.join(" or ", words), text -> {
            int index = words.indexOf(text.toLowerCase(Locale.ROOT));
            return index < 0 ? Optional.empty() : Optional.of(values[index]);
        });
    }

    int integer(String key, int fallback, int min, int max) {
        return value(
                key,
                fallback,
                "a whole number from " + min + " to " + max,
                text -> Optional.of(text)
                        .filter(digits -> digits.matches("\\d{1,9}"))
                        .map(Integer::valueOf)
                        .filter(number -> number >= min && number <= max));
    }

    DataSize size(String key, DataSize fallback, DataSize min, DataSize max) {
        return value(
                key,
                fallback,
                "a size from " + min + " to " + max + " such as " + fallback,
                text -> DataSize.parse(text)
                        .filter(size -> size.bytes() >= min.bytes() && size.bytes() <= max.bytes()));
    }

    Duration duration(String key, Duration fallback, Duration min) {
        return value(
                key,
                fallback,
                "a time of at least " + min.toSeconds() + "s, such as 30s, 5m or 1h",
                text -> DurationText.parse(text).filter(duration -> duration.compareTo(min) >= 0));
    }

    List<String> texts(String key, List<String> fallback) {
        YamlNode node = ask(key);
        if (node == null || isEmpty(node)) {
            return fallback;
        }
        if (!(node instanceof YamlNode.Sequence sequence)) {
            problem(node, key, "expected a list such as [a, b]");
            return fallback;
        }
        List<String> texts = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            if (item instanceof YamlNode.Scalar scalar && !scalar.text().isBlank()) {
                texts.add(scalar.text());
            } else {
                problem(item, key, "expected a list of names");
            }
        }
        return texts;
    }

    /** A mapping whose keys belong to somebody else. */
    Map<String, String> texts(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        mappingAt(key).entries().forEach((name, node) -> {
            if (node instanceof YamlNode.Scalar scalar) {
                texts.put(name, scalar.text());
            } else {
                problem(node, key + "." + name, "expected one value");
            }
        });
        return texts;
    }

    void problem(String key, String text) {
        YamlNode node = mapping.entries().get(key);
        problem(node == null ? mapping : node, key, text);
    }

    private void problem(YamlNode node, String key, String text) {
        problems.add(node.line(), path(key) + ": " + text);
    }

    /** Names the keys that were never asked for. */
    void finish() {
        mapping.entries().forEach((key, node) -> {
            if (!asked.contains(key)) {
                problem(node, key, "unknown key, nearest known is '" + Spelling.nearest(key, asked) + "'");
            }
        });
    }

    private Optional<YamlNode.Scalar> scalar(String key) {
        YamlNode node = ask(key);
        if (node == null || isEmpty(node)) {
            return Optional.empty();
        }
        if (node instanceof YamlNode.Scalar scalar) {
            return Optional.of(scalar);
        }
        problem(node, key, "expected one value");
        return Optional.empty();
    }

    private YamlNode ask(String key) {
        asked.add(key);
        return mapping.entries().get(key);
    }

    private static boolean isEmpty(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar && scalar.raw().isEmpty();
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
