package io.vitesslake.config;

import io.vitesslake.tables.CatalogOptions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The lake's catalog.
 *
 * @param name the name under which Iceberg's JDBC catalog stores tables; engines must use the same
 * @param type rest, jdbc, glue or hadoop; empty when the properties name a {@code catalog-impl}
 * @param properties any Iceberg catalog property; may hold secrets
 */
public record CatalogConfig(
        String name,
        Optional<String> type,
        Optional<String> uri,
        Optional<String> warehouse,
        String namespace,
        Map<String, String> properties) {

    private static final Pattern SECRET_NAME = Pattern.compile("passw|pwd|secret|token|credential|key");
    private static final Pattern SECRET_IN_URI =
            Pattern.compile("(?i)([\\w.-]*(?:passw|pwd|secret|token|key)[\\w.-]*=)([^&;]*)");
    private static final Pattern USER_IN_URI = Pattern.compile("//([^/@]*)@");

    public CatalogConfig {
        properties = Map.copyOf(properties);
    }

    public CatalogOptions options() {
        Map<String, String> all = new LinkedHashMap<>(properties);
        type.ifPresent(value -> all.put("type", value));
        uri.ifPresent(value -> all.put("uri", value));
        warehouse.ifPresent(value -> all.put("warehouse", value));
        return new CatalogOptions(name, namespace, all);
    }

    Stream<String> secrets() {
        Stream<String> named = properties.entrySet().stream()
                .filter(property -> isSecret(property.getKey()))
                .map(Map.Entry::getValue);
        Stream<String> inUris = Stream.of(uri.stream(), warehouse.stream(), properties.values().stream())
                .flatMap(values -> values)
                .flatMap(CatalogConfig::secretsIn);
        return Stream.concat(named, inUris);
    }

    private static Stream<String> secretsIn(String value) {
        Stream<String> users = USER_IN_URI.matcher(value).results().map(match -> match.group(1));
        Stream<String> passwords = SECRET_IN_URI.matcher(value).results().map(match -> match.group(2));
        return Stream.concat(users.flatMap(user -> Stream.of(user, user.substring(user.indexOf(':') + 1))), passwords);
    }

    private static boolean isSecret(String property) {
        return SECRET_NAME.matcher(property.toLowerCase(Locale.ROOT)).find();
    }

    /** Fit for a log: what may be a secret is masked. */
    @Override
    public String toString() {
        Map<String, String> shown = new TreeMap<>(properties);
        shown.replaceAll((key, value) -> isSecret(key) ? "***" : withoutSecrets(value));
        return "CatalogConfig[name=" + name + ", type=" + type.orElse("") + ", uri=" + withoutSecrets(uri.orElse(""))
                + ", warehouse=" + withoutSecrets(warehouse.orElse("")) + ", namespace=" + namespace + ", properties="
                + shown + "]";
    }

    private static String withoutSecrets(String uri) {
        return SECRET_IN_URI
                .matcher(USER_IN_URI.matcher(uri).replaceAll("//***@"))
                .replaceAll("$1***");
    }
}
