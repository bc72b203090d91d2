package io.vitesslake.config;

import io.vitesslake.config.AuthConfig.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code source.tls}, {@code source.auth} and {@code source.headers} → records. */
final class ConnectionReader {

    // gRPC over HTTP/2, section Requests: names in lower case; "grpc-" is its own, and "-bin" is for bytes.
    private static final Pattern HEADER = Pattern.compile("(?!grpc-)[0-9a-z_.-]+(?<!-bin)");
    private static final Pattern HEADER_VALUE = Pattern.compile("[ -~]+");

    private final Section source;

    ConnectionReader(Section source) {
        this.source = source;
    }

    TlsConfig tls() {
        Section section = source.section("tls");
        TlsConfig tls = new TlsConfig(
                isEnabled(section),
                file(section, "ca"),
                file(section, "certificate"),
                file(section, "key"),
                section.text("server-name"));
        boolean given = tls.ca().isPresent()
                || tls.certificate().isPresent()
                || tls.serverName().isPresent();
        if (given && !tls.enabled()) {
            section.problem("enabled", "must be true for what else stands in source.tls to have an effect");
        }
        if (tls.certificate().isPresent() != tls.key().isPresent()) {
            section.problem("certificate", "certificate and key go together");
        }
        section.finish();
        return tls;
    }

    AuthConfig auth() {
        Section section = source.section("auth");
        AuthConfig auth = new AuthConfig(
                section.oneOf("method", Method.NONE, Method.values()),
                section.text("user"),
                section.text("password"),
                file(section, "password-file"));
        boolean secret = auth.password().isPresent() || auth.passwordFile().isPresent();
        boolean wantsUser = auth.method() == Method.BASIC || auth.method() == Method.STATIC;
        if (auth.password().isPresent() && auth.passwordFile().isPresent()) {
            section.problem("password-file", "password is given as well: one of them");
        }
        if (wantsUser != auth.user().isPresent()) {
            section.problem("user", wantsUser ? "required by this method" : "needs method: basic or static");
        }
        if ((auth.method() != Method.NONE) != secret) {
            section.problem("password", secret ? "needs a method" : "required by this method, or password-file");
        }
        if (secret && !source.section("tls").has("enabled")) {
            section.problem(
                    "method",
                    "the password would be sent as it is: set source.tls.enabled to true, or to false if that is meant");
        }
        section.finish();
        return auth;
    }

    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        source.texts("headers").forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (HEADER.matcher(lower).matches() && HEADER_VALUE.matcher(value).matches()) {
                headers.put(lower, value);
            } else {
                source.problem("headers", name + " is no header of gRPC, or its value is not ASCII");
            }
        });
        return headers;
    }

    private static boolean isEnabled(Section section) {
        return section.value("enabled", false, "true or false", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    private static Optional<Path> file(Section section, String key) {
        Optional<Path> file = section.text(key).map(Path::of);
        file.filter(path -> !Files.isReadable(path))
                .ifPresent(path -> section.problem(key, "cannot use '" + path + "', expected a readable file"));
        return file;
    }
}
