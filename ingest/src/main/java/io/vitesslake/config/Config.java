package io.vitesslake.config;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A whole configuration file, checked.
 *
 * @param memory the whole budget of the process, heap and direct memory together; the launcher sizes the JVM by it
 * @param tableDefaults policies of tables that have none of their own
 * @param tables policies by source table, the defaults already merged in
 */
public record Config(
        SourceConfig source,
        CatalogConfig catalog,
        CheckpointConfig checkpoint,
        CopyConfig copy,
        KeyIndexConfig keyIndex,
        MaintenanceConfig maintenance,
        DataSize memory,
        TablePolicies tableDefaults,
        Map<String, TablePolicies> tables) {

    public Config {
        tables = Map.copyOf(tables);
    }

    /**
     * @param environment values for {@code ${NAME}}
     * @throws CodedException CONFIG, naming every problem at once
     */
    public static Config load(Path file, Map<String, String> environment) {
        try {
            return parse(file.toString(), Files.readString(file), environment);
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "unreadable-configuration",
                    "Cannot read configuration " + file + ": " + e + ". Give --config a readable YAML file",
                    e);
        }
    }

    /**
     * @param name of the text, for messages
     * @param environment values for {@code ${NAME}}
     * @throws CodedException CONFIG, naming every problem at once
     */
    public static Config parse(String name, String text, Map<String, String> environment) {
        Problems problems = new Problems();
        Config config = new ConfigReader(problems).read(YamlNode.parse(text, environment, problems));
        problems.throwIfAny(name);
        return config;
    }

    public TablePolicies policies(String table) {
        return tables.getOrDefault(table, tableDefaults);
    }

    /** Everything in it that is for nobody else to see, what its files hold included. */
    public Stream<String> secrets() {
        return Stream.concat(source.secrets(), catalog.secrets());
    }

    /** Name in the lake of a source table. */
    public String target(String table) {
        return policies(table).target().orElse(table);
    }
}
