package io.vitesslake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.decode.ValuePolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pins docs/reference/configuration.md to the code: the options it lists are all there are, with the defaults they have. */
final class ConfigurationPageTest {

    // Their components are options beside the others.
    private static final Set<Class<?>> POLICIES = Set.of(ValuePolicies.class, ChangePolicies.class);

    private record Row(String option, String defaultText) {}

    @Test
    void thePageListsEveryOptionAndNoOther() throws IOException {
        List<String> listed = rows().stream().map(Row::option).toList();
        // A file of wrong values: each known key complains of its value, and an unlisted one would be missing below.
        for (String option : listed) {
            assertThatThrownBy(() -> read(Map.of(option + "x", "1")))
                    .as("a misspelt %s", option)
                    .hasMessageContaining("unknown key, nearest known is '" + lastOf(option) + "'");
        }
        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(knownToTheRecords());
    }

    @Test
    void theDefaultsOnThePageAreTheDefaults() throws IOException {
        Map<String, String> given = new TreeMap<>();
        for (Row row : rows()) {
            if (row.defaultText().startsWith("`")) {
                given.put(row.option(), row.defaultText().replace("`", ""));
            }
        }
        assertThat(given).hasSizeGreaterThan(15);
        Config plain = read(Map.of("tables.NAME.target", "x"));
        given.put("tables.NAME.target", "x");
        assertThat(read(given)).isEqualTo(plain);
    }

    /** Component names in kebab case; a new record component without a row on the page fails here. */
    private static List<String> knownToTheRecords() {
        Stream<String> source = componentsOf(SourceConfig.class, "source.").flatMap(name -> switch (name) {
            case "source.tables" -> Stream.of(name, "source.exclude");
            case "source.tls" -> componentsOf(TlsConfig.class, name + ".");
            case "source.auth" -> componentsOf(AuthConfig.class, name + ".");
            default -> Stream.of(name);
        });
        Stream<String> defaults =
                componentsOf(TablePolicies.class, "table-defaults.").filter(name -> !name.endsWith(".target"));
        return Stream.of(
                        source,
                        componentsOf(CatalogConfig.class, "catalog."),
                        componentsOf(CheckpointConfig.class, "checkpoint."),
                        componentsOf(CopyConfig.class, "copy."),
                        componentsOf(KeyIndexConfig.class, "key-index."),
                        componentsOf(MaintenanceConfig.class, "maintenance."),
                        Stream.of("memory"),
                        defaults,
                        componentsOf(TablePolicies.class, "tables.NAME."))
                .flatMap(names -> names)
                .toList();
    }

    private static Stream<String> componentsOf(Class<?> type, String prefix) {
        return Stream.of(type.getRecordComponents())
                .flatMap(component -> POLICIES.contains(component.getType())
                        ? Stream.of(component.getType().getRecordComponents())
                        : Stream.of(component))
                .map(component -> prefix + optionOf(component.getName()));
    }

    private static String optionOf(String component) {
        return component.equals("excluded")
                ? "columns.exclude"
                : component.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }

    private static String lastOf(String option) {
        return option.substring(option.lastIndexOf('.') + 1);
    }

    private static Config read(Map<String, String> options) {
        Map<String, String> all = new TreeMap<>(
                Map.of("source.vtgate", "\"localhost:1\"", "source.keyspace", "ks", "catalog.type", "jdbc"));
        all.putAll(options);
        return Config.parse("page.yaml", "{" + tree(all) + "}", Map.of());
    }

    /** Dotted names to nested flow mappings; each level keeps its keys together, for the map is sorted. */
    private static String tree(Map<String, String> options) {
        Map<String, Map<String, String>> below = new TreeMap<>();
        StringBuilder yaml = new StringBuilder();
        options.forEach((name, value) -> {
            int dot = name.indexOf('.');
            if (dot < 0) {
                yaml.append(name).append(": ").append(value).append(", ");
            } else {
                below.computeIfAbsent(name.substring(0, dot), key -> new TreeMap<>())
                        .put(name.substring(dot + 1), value);
            }
        });
        below.forEach((name, nested) ->
                yaml.append(name).append(": {").append(tree(nested)).append("}, "));
        return yaml.toString();
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "reference", "configuration.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" \\| "))
                .map(cells -> new Row(cells[0].substring(2).replace("`", ""), cells[1].strip()))
                .toList();
    }
}
