package io.vitesslake.status;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page for people: one file, which needs nothing from elsewhere.
 *
 * @param policy what a browser may do with it: run its own script and style, ask this server, and nothing else
 */
record WebPage(String html, String policy) {

    static final String TYPE = "text/html; charset=utf-8";

    static WebPage load() {
        try (InputStream in = WebPage.class.getResourceAsStream("status.html")) {
            if (in == null) {
                throw new IllegalStateException("Cannot find status.html in this program. Build it again.");
            }
            String html = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new WebPage(
                    html,
                    "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                            + " img-src data:; style-src " + hash(html, "style") + "; script-src "
                            + hash(html, "script"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names an inline block by its content, so that a browser runs no other. */
    private static String hash(String html, String element) {
        String begin = "<" + element + ">";
        int from = html.indexOf(begin) + begin.length();
        byte[] content =
                html.substring(from, html.indexOf("</" + element + ">", from)).getBytes(StandardCharsets.UTF_8);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot happen: every JVM has SHA-256", e);
        }
    }
}
