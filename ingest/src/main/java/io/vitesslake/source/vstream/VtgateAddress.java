package io.vitesslake.source.vstream;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Where a VTGate is, and how to speak to it.
 *
 * @param target {@code host:port} of VTGate's gRPC service, or any gRPC target
 * @param tls empty for no transport security
 * @param headers gRPC metadata that is sent with every call; names in lower case, values may be secrets
 */
public record VtgateAddress(String target, Optional<Tls> tls, Map<String, String> headers) {

    /**
     * TLS 1.2 or newer.
     *
     * @param ca PEM file of trusted authorities; empty: those of the JVM
     * @param certificate PEM file of the client's certificate, with its chain
     * @param key PEM file of its key, PKCS #8; present if and only if the certificate is
     * @param serverName that VTGate's certificate must bear; empty: the host of the target
     */
    public record Tls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key, Optional<String> serverName) {}

    public VtgateAddress {
        Objects.requireNonNull(target, "target");
        headers = Map.copyOf(headers);
    }

    /** Without transport security or credentials. */
    public static VtgateAddress plaintext(String target) {
        return new VtgateAddress(target, Optional.empty(), Map.of());
    }

    /** Fit for a log: without the values of headers. */
    @Override
    public String toString() {
        return "VtgateAddress[" + target + ", tls=" + tls + ", headers=" + new TreeSet<>(headers.keySet()) + "]";
    }
}
