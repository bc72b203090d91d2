package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretsTest {

    @TempDir
    private Path directory;

    @Test
    void everyCredentialOfTheConfigurationIsHidden() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "in-a-file\n");
        Path file = Files.writeString(directory.resolve("lake.yaml"), """
                source:
                  vtgate: "localhost:1"
                  keyspace: ks
                  tls: {enabled: false}
                  auth: {method: basic, user: me, password-file: "%s"}
                  headers: {x-token: of-a-header, x-other: of-a-header-too}
                catalog:
                  type: jdbc
                  uri: "jdbc:postgresql://joe:of-a-uri@host/db?password=of-a-query&x=1"
                  warehouse: "file:///w"
                  properties: {s3.secret-access-key: of-a-property, "jdbc.user": plain}
                """.formatted(password));
        Secrets secrets = Secrets.of(Config.load(file, Map.of()));
        assertThat(
                        secrets.hide(
                                "a in-a-file b of-a-header-too c of-a-uri d of-a-query e of-a-property f plain bWU6aW4tYS1maWxl"))
                .isEqualTo("a *** b *** c *** d *** e *** f plain ***");
    }
}
