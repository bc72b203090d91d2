package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.config.SourceConfig;
import io.vitesslake.config.TlsConfig;
import io.vitesslake.source.vstream.VtgateAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The configured VTGate, as the client takes it. */
final class SourceAddress {

    private SourceAddress() {}

    /**
     * @throws CodedException CONFIG, when a password file cannot be read
     */
    static VtgateAddress of(SourceConfig source) {
        TlsConfig tls = source.tls();
        Map<String, String> headers = new HashMap<>(source.headers());
        headers.putAll(source.auth().headers());
        return new VtgateAddress(
                source.vtgate(),
                tls.enabled()
                        ? Optional.of(new VtgateAddress.Tls(tls.ca(), tls.certificate(), tls.key(), tls.serverName()))
                        : Optional.empty(),
                headers);
    }
}
