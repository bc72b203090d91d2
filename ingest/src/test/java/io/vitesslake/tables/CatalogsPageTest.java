package io.vitesslake.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file to copy in docs/catalogs.md is accepted: by the configuration, and as the settings of a catalog. */
final class CatalogsPageTest {

    private static final Pattern YAML_BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    private static final String SOURCE = "source: {vtgate: \"localhost:15991\", keyspace: commerce}\n";
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "LAKE_CLIENT_ID", "id",
            "LAKE_CLIENT_SECRET", "s3cret",
            "LAKE_DB_PASSWORD", "s3cret",
            "LAKE_KEY", "s3cret",
            "LAKE_SECRET", "s3cret");

    @TempDir
    private Path directory;

    @Test
    void everyConfigurationToCopyIsAccepted() throws IOException {
        List<MatchResult> blocks = YAML_BLOCK
                .matcher(Files.readString(Path.of("..", "docs", "catalogs.md")))
                .results()
                .toList();
        assertThat(blocks).hasSizeGreaterThan(7);
        for (MatchResult block : blocks) {
            Path file = Files.writeString(directory.resolve("page.yaml"), SOURCE + block.group(1));
            Config config = Config.load(file, ENVIRONMENT);
            CatalogSettings settings = CatalogSettings.of(config.catalog().options(), () -> false);
            assertThat(settings.properties()).as(block.group(1)).containsKey("type");
            assertThat(config.catalog().toString()).as("fit for a log").doesNotContain("s3cret");
        }
    }
}
