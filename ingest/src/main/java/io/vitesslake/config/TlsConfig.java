package io.vitesslake.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the connection to VTGate is encrypted.
 *
 * @param enabled whether it is
 * @param ca PEM file of the authorities that VTGate's certificate may be from; empty: those that the JVM trusts
 * @param certificate PEM file of this client's own certificate (mutual TLS), with its chain
 * @param key PEM file of the certificate's key, PKCS #8 and not encrypted; present if and only if the certificate is
 * @param serverName the name that VTGate's certificate must bear; empty: the host of the address
 */
public record TlsConfig(
        boolean enabled,
        Optional<Path> ca,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<String> serverName) {

    static final TlsConfig OFF =
            new TlsConfig(false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
