package io.vitesslake.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.config.CatalogConfig;
import io.vitesslake.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo takes the catalog from a file that was written for another source, and nothing else. */
final class GivenLakeTest {

    @TempDir
    private Path directory;

    @Test
    void theCatalogIsTakenAsItStandsAndWithItNoSecret() throws IOException {
        String taken = GivenLake.catalogOf(file("""
                source: {vtgate: "elsewhere:1", keyspace: shop}
                catalog:
                  type: rest
                  uri: "https://h/api"      # a comment
                  properties:
                    credential: "${ID}:${SECRET}"
                    s3.path-style-access: true
                """));
        assertThat(taken).contains("${ID}:${SECRET}").doesNotContain("elsewhere", "\n");
        Path written = file("source: {vtgate: \"here:1\", keyspace: demo}\n" + taken);
        CatalogConfig catalog =
                Config.load(written, Map.of("ID", "me", "SECRET", "x")).catalog();
        assertThat(catalog.namespace()).isEqualTo("demo");
        assertThat(catalog.uri()).contains("https://h/api");
        assertThat(catalog.properties())
                .containsEntry("credential", "me:x")
                .containsEntry("s3.path-style-access", "true");
    }

    @Test
    void aFileWithoutACatalogIsRefusedWithTheWayOut() throws IOException {
        for (Path config : new Path[] {
            file("source: {keyspace: shop}"), file("catalog: jdbc"), file("]"), directory.resolve("nowhere")
        }) {
            assertThatThrownBy(() -> GivenLake.catalogOf(config))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG))
                    .hasMessageContaining("Give --config a file with a section catalog");
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "lake", ".yaml"), text);
    }
}
