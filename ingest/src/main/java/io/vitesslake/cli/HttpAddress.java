package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where to listen, as a command line says it. */
final class HttpAddress {

    private static final Pattern FORM = Pattern.compile("(?:(\\[[0-9A-Fa-f:.%]+]|[^:\\[\\]]*):)?(\\d{1,5})");
    private static final int LARGEST_PORT = 65_535;

    private HttpAddress() {}

    /**
     * {@code HOST:PORT}; without a host this machine alone can reach it, so that nobody opens it to others unawares.
     *
     * @throws CodedException CONFIG {@code http-address}
     */
    static InetSocketAddress parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > LARGEST_PORT) {
            throw invalid(text);
        }
        int port = Integer.parseInt(parts.group(2));
        String host = parts.group(1);
        if (host == null || host.isEmpty()) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        }
        InetSocketAddress address = new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), port);
        if (address.isUnresolved()) {
            throw invalid(text);
        }
        return address;
    }

    private static CodedException invalid(String text) {
        return new CodedException(
                ErrorCode.CONFIG,
                "http-address",
                "Cannot listen on '" + text
                        + "' (--http). Give HOST:PORT of this machine such as 0.0.0.0:8080, or a port"
                        + " alone such as 8080, which only this machine can reach.");
    }
}
