package io.vitesslake.config;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who this client says it is.
 *
 * @param user empty with {@link Method#NONE} and {@link Method#BEARER}
 * @param password or token; empty when it stands in the file
 * @param passwordFile read when the connection is made, so that a start is enough after it was changed
 */
public record AuthConfig(Method method, Optional<String> user, Optional<String> password, Optional<Path> passwordFile) {

    static final AuthConfig NOBODY = new AuthConfig(Method.NONE, Optional.empty(), Optional.empty(), Optional.empty());

    /** How user and password are sent: as gRPC metadata with every call. */
    public enum Method {
        NONE,
        /** {@code authorization: Basic …}, as PlanetScale wants it. */
        BASIC,
        /** {@code username} and {@code password}, as VTGate's {@code --grpc-auth-mode static} does (Vitess, grpc_server_auth_static.go). */
        STATIC,
        /** {@code authorization: Bearer …}. */
        BEARER
    }

    /**
     * The gRPC metadata that says so; holds secrets.
     *
     * @throws CodedException CONFIG {@code unreadable-password}, when the file cannot be read
     */
    public Map<String, String> headers() {
        return switch (method) {
            case NONE -> Map.of();
            case BASIC -> Map.of("authorization", "Basic " + base64(user.orElseThrow() + ":" + secret()));
            case STATIC -> Map.of("username", user.orElseThrow(), "password", secret());
            case BEARER -> Map.of("authorization", "Bearer " + secret());
        };
    }

    /** The password or token, as it is and as it is sent. */
    Stream<String> secrets() {
        return switch (method) {
            case NONE -> Stream.empty();
            case BASIC -> Stream.of(secret(), base64(user.orElseThrow() + ":" + secret()));
            case STATIC, BEARER -> Stream.of(secret());
        };
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String secret() {
        return password.orElseGet(() -> read(passwordFile.orElseThrow()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "unreadable-password",
                    "Cannot read source.auth.password-file " + file + ": " + e + ". Name a readable file.",
                    e);
        }
    }

    /** Fit for a log: without the password. */
    @Override
    public String toString() {
        return "AuthConfig[method=" + method + ", user=" + user.orElse("") + ", password="
                + password.map(secret -> "***").orElse("") + ", passwordFile="
                + passwordFile.map(Path::toString).orElse("") + "]";
    }
}
