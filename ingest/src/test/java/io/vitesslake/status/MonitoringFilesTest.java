package io.vitesslake.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alert rules and the dashboard ask for nothing that is not there; the page of metrics is held to the program elsewhere. */
final class MonitoringFilesTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern METRIC = Pattern.compile("\\b(?:vitesslake|jvm|process)_\\w+");
    private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) ");

    @ParameterizedTest
    @ValueSource(strings = {"alerts.yml", "alerts_test.yml", "dashboard.json"})
    void everyMetricThatIsAskedForExists(String file) throws IOException {
        Set<String> asked = METRIC.matcher(
                        Files.readString(DOCS.resolve("monitoring").resolve(file)))
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(listed()).containsAll(asked);
    }

    @Test
    void everyPanelHasATitleAndAQuery() throws IOException {
        var panels = new ObjectMapper()
                .readTree(Files.readString(DOCS.resolve("monitoring").resolve("dashboard.json")))
                .path("panels");
        assertThat(panels).hasSizeGreaterThan(8).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotEmpty();
            assertThat(panel.path("targets").findValuesAsText("expr")).isNotEmpty();
        });
    }

    private static Set<String> listed() throws IOException {
        Set<String> names = new TreeSet<>();
        LISTED.matcher(Files.readString(DOCS.resolve("reference").resolve("metrics.md")))
                .results()
                .forEach(row -> names.addAll(
                        row.group(2).equals("histogram")
                                ? List.of(
                                        row.group(1) + "_bucket",
                                        row.group(1) + "_sum",
                                        row.group(1) + "_count",
                                        row.group(1))
                                : List.of(row.group(1))));
        return names;
    }
}
