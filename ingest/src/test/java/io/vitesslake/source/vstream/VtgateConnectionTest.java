package io.vitesslake.source.vstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.vstream.VtgateAddress.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS and metadata against a gRPC server of the same library; a real VTGate's are in the lab. */
@Timeout(60)
final class VtgateConnectionTest {

    private static final String NAME = "vtgate.test";

    @TempDir
    private static Path directory;

    private static TestCertificate server;
    private static TestCertificate client;

    @BeforeAll
    static void makeCertificates() throws Exception {
        server = TestCertificate.create(directory, NAME);
        client = TestCertificate.create(directory, "client.test");
    }

    @Test
    void aCertificateOfATrustedAuthorityWithTheRightNameIsAccepted() throws IOException {
        try (FakeVtgate vtgate = FakeVtgate.secured(encrypted())) {
            assertThat(asked(vtgate, Optional.of(trusting(server, Optional.empty(), NAME)), Map.of()))
                    .isEmpty();
        }
    }

    @Test
    void aCertificateOfAnotherNameOrAuthorityIsRefused() throws IOException {
        try (FakeVtgate vtgate = FakeVtgate.secured(encrypted())) {
            assertRefused(vtgate, Optional.of(trusting(server, Optional.empty(), "other.test")), "tls-failed");
            assertRefused(vtgate, Optional.of(trusting(client, Optional.empty(), NAME)), "tls-failed");
            Tls ofTheJvm = new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(NAME));
            assertRefused(vtgate, Optional.of(ofTheJvm), "tls-failed");
        }
    }

    @Test
    void aServerThatSpeaksTheOtherWayIsTold() throws IOException {
        try (FakeVtgate vtgate = FakeVtgate.secured(encrypted())) {
            assertRefused(vtgate, Optional.empty(), "vtgate-unavailable");
        }
        try (FakeVtgate vtgate = FakeVtgate.secured(InsecureServerCredentials.create())) {
            assertRefused(vtgate, Optional.of(trusting(server, Optional.empty(), NAME)), "tls-failed");
        }
    }

    @Test
    void aServerThatWantsACertificateGetsOurs() throws IOException {
        ServerCredentials mutual = TlsServerCredentials.newBuilder()
                .keyManager(server.certificate().toFile(), server.key().toFile())
                .trustManager(client.certificate().toFile())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build();
        try (FakeVtgate vtgate = FakeVtgate.secured(mutual)) {
            assertThat(asked(vtgate, Optional.of(trusting(server, Optional.of(client), NAME)), Map.of()))
                    .isEmpty();
            assertRefused(vtgate, Optional.of(trusting(server, Optional.empty(), NAME)), "tls-failed");
        }
    }

    @Test
    void headersGoWithEveryCallAndAreNotShown() throws IOException {
        try (FakeVtgate vtgate = FakeVtgate.secured(encrypted())) {
            asked(vtgate, Optional.of(trusting(server, Optional.empty(), NAME)), Map.of("authorization", "Basic eDp5"));
            assertThat(vtgate.received())
                    .extracting(received ->
                            received.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)))
                    .containsExactly("Basic eDp5");
        }
        VtgateAddress address = new VtgateAddress("host:1", Optional.empty(), Map.of("authorization", "Basic eDp5"));
        assertThat(address.toString()).contains("authorization").doesNotContain("eDp5");
    }

    @Test
    void aFileThatIsNoCertificateIsNamed() throws IOException {
        Path nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
        Tls tls = new Tls(Optional.of(nonsense), Optional.empty(), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> VtgateConnection.open(
                        new VtgateAddress("localhost:1", Optional.of(tls), Map.of()), VStreamOptions.defaults()))
                .hasMessageContaining(nonsense.toString())
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG));
    }

    private static ServerCredentials encrypted() throws IOException {
        return TlsServerCredentials.create(
                server.certificate().toFile(), server.key().toFile());
    }

    private static Tls trusting(TestCertificate authority, Optional<TestCertificate> ours, String name) {
        return new Tls(
                Optional.of(authority.certificate()),
                ours.map(TestCertificate::certificate),
                ours.map(TestCertificate::key),
                Optional.of(name));
    }

    private static List<List<String>> asked(FakeVtgate vtgate, Optional<Tls> tls, Map<String, String> headers) {
        try (VtgateConnection connection =
                VtgateConnection.open(new VtgateAddress(vtgate.target(), tls, headers), VStreamOptions.defaults())) {
            return connection.queries().rows("", "select 1 from dual", Map.of());
        }
    }

    private static void assertRefused(FakeVtgate vtgate, Optional<Tls> tls, String reason) {
        assertThatThrownBy(() -> asked(vtgate, tls, Map.of()))
                .hasMessageContaining("source.tls")
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
