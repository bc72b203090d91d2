package io.vitesslake.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lake of a configuration that was written for a source of its own. */
final class GivenLake {

    private GivenLake() {}

    /**
     * The section {@code catalog} as it stands in the file, in one line: variables of the environment stay variables, so that no
     * secret is copied.
     */
    static String catalogOf(Path config) {
        try {
            JsonNode catalog =
                    new YAMLMapper().readTree(Files.readString(config)).path("catalog");
            if (catalog.isObject()) {
                // JSON is YAML, and fits on one line.
                return "catalog:    " + new JsonMapper().writeValueAsString(catalog);
            }
            throw refusal(config, "it has no section catalog", null);
        } catch (JsonProcessingException e) {
            throw refusal(config, "it is no YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw refusal(config, "it cannot be read: " + e, e);
        }
    }

    private static CodedException refusal(Path config, String why, Throwable cause) {
        return new CodedException(
                ErrorCode.CONFIG,
                "demo-configuration",
                "Cannot take the lake from " + config + ": " + why + ". Give --config a file with a section catalog; "
                        + "docs/catalogs.md has one for each kind",
                cause);
    }
}
