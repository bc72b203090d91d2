package io.vitesslake.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every script gives the events that a real VTGate gave when they were written down; claimed of the real one, which may have
 * changed, and of the simulated one, which proves nothing otherwise. {@code -Dscenario.record=true} writes them down anew.
 */
public interface ScenarioClaims {

    /** A scene of its own for each script. */
    Scene scene();

    @TestFactory
    default Stream<DynamicTest> eachScriptGivesTheEventsOfARealVtgate() {
        return Arrays.stream(Script.values())
                .map(script -> DynamicTest.dynamicTest(script.name(), () -> {
                    try (Scene scene = scene()) {
                        compare(script, script.play(scene));
                    }
                }));
    }

    private static void compare(Script script, String sheet) throws IOException {
        if (Boolean.getBoolean("scenario.record")) {
            Files.writeString(Path.of("src/test/resources/scenarios", script.fileName()), sheet);
        }
        assertThat(sheet).isEqualTo(recorded(script));
    }

    private static String recorded(Script script) {
        if (Boolean.getBoolean("scenario.record")) {
            try {
                return Files.readString(Path.of("src/test/resources/scenarios", script.fileName()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        try (InputStream file = ScenarioClaims.class.getResourceAsStream("/scenarios/" + script.fileName())) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
