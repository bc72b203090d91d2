package io.vitesslake.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How VTGate lets us in, as options of a command; all but a password itself, which would be seen by others. */
final class AccessOptions {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--tls",
            negatable = true,
            description = "Whether the connection is encrypted; implied by the options about certificates."
                    + " --no-tls lets credentials go unencrypted.")
    private Boolean tls;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Authorities that VTGate's certificate may be from, PEM.")
    private Path authorities;

    @Option(names = "--tls-certificate", paramLabel = "FILE", description = "Our own certificate, PEM (mutual TLS).")
    private Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its key, PEM: PKCS #8, not encrypted.")
    private Path key;

    @Option(names = "--tls-server-name", paramLabel = "NAME", description = "Name that VTGate's certificate must bear.")
    private String serverName;

    @Option(
            names = "--auth",
            paramLabel = "METHOD",
            description = "How credentials are sent: basic (PlanetScale), static (VTGate's own) or bearer.")
    private String method;

    @Option(names = "--user", paramLabel = "USER", description = "The user, with basic and static.")
    private String user;

    @Option(
            names = "--password-env",
            paramLabel = "NAME",
            description = "Environment variable that holds the password or token (default: VTGATE_PASSWORD).")
    private String passwordVariable;

    @Option(names = "--password-file", paramLabel = "FILE", description = "File that holds it, instead.")
    private Path passwordFile;

    /** What belongs under {@code source}, one line each; none when there is nothing to say. */
    List<String> yaml() {
        Map<String, String> encryption = new LinkedHashMap<>();
        put(encryption, "ca", authorities);
        put(encryption, "certificate", certificate);
        put(encryption, "key", key);
        put(encryption, "server-name", serverName);
        List<String> lines = new ArrayList<>();
        if (tls != null || !encryption.isEmpty()) {
            lines.add("tls: {enabled: " + (tls == null || tls) + entries(encryption) + "}");
        }
        if (method != null || user != null || passwordVariable != null || passwordFile != null) {
            lines.add("auth: {method: " + quoted(method == null ? "basic" : method) + entries(credentials()) + "}");
        }
        return lines;
    }

    private Map<String, String> credentials() {
        Map<String, String> credentials = new LinkedHashMap<>();
        put(credentials, "user", user);
        put(credentials, "password-file", passwordFile);
        if (passwordFile == null || passwordVariable != null) {
            credentials.put(
                    "password", "\"${" + (passwordVariable == null ? "VTGATE_PASSWORD" : passwordVariable) + "}\"");
        }
        return credentials;
    }

    private static void put(Map<String, String> entries, String name, Object value) {
        if (value != null) {
            entries.put(name, quoted(value.toString()));
        }
    }

    private static String entries(Map<String, String> entries) {
        StringBuilder text = new StringBuilder();
        entries.forEach(
                (name, value) -> text.append(", ").append(name).append(": ").append(value));
        return text.toString();
    }

    /** A text as YAML. A JSON string is one of YAML's; ${ would be a variable. */
    static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text.replace("${", "$${"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + text, e);
        }
    }
}
