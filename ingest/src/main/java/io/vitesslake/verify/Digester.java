package io.vitesslake.verify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests of canonical values: half a SHA-256. One thread. */
final class Digester {

    private static final int HEADER = 1 + Integer.BYTES;

    private final MessageDigest sha;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER);

    Digester() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot happen: every JDK has SHA-256", e);
        }
    }

    /** Of some of the values, in the order given. */
    Digest of(String[] values, int[] which) {
        for (int index : which) {
            add(values[index]);
        }
        return digest();
    }

    /** Of all values. */
    Digest of(String... values) {
        for (String value : values) {
            add(value);
        }
        return digest();
    }

    private void add(String value) {
        byte[] bytes = value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8);
        header.clear().put((byte) (value == null ? 0 : 1)).putInt(bytes.length);
        sha.update(header.array());
        sha.update(bytes);
    }

    private Digest digest() {
        ByteBuffer half = ByteBuffer.wrap(sha.digest());
        return new Digest(half.getLong(), half.getLong());
    }
}
