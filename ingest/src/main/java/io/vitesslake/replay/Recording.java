package io.vitesslake.replay;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The file format of a recorded stream: gzip of repeated {uint32 big-endian length, a serialized {@code vtgate.VStreamResponse}}, in the
 * order received. Stateless; any thread.
 */
public final class Recording {

    private static final int BUFFER_BYTES = 1 << 16;

    private Recording() {}

    /**
     * Reads a whole recording.
     *
     * @param in closed by this call
     * @throws IOException when the data is no such recording, for example one that was cut off while it was written
     */
    public static List<byte[]> read(InputStream in) throws IOException {
        List<byte[]> responses = new ArrayList<>();
        try (DataInputStream data =
                new DataInputStream(new BufferedInputStream(new GZIPInputStream(in), BUFFER_BYTES))) {
            for (int first = data.read(); first >= 0; first = data.read()) {
                int length = (first << 24) | (data.readUnsignedByte() << 16) | data.readUnsignedShort();
                byte[] response = data.readNBytes(length);
                if (response.length < length) {
                    throw new EOFException("Cannot read recording: response " + responses.size() + " has "
                            + response.length + " of " + length + " bytes. The file was cut off; record it again.");
                }
                responses.add(response);
            }
        }
        return responses;
    }

    /**
     * Writes a whole recording.
     *
     * @param out closed by this call
     */
    public static void write(OutputStream out, Iterable<byte[]> responses) throws IOException {
        try (DataOutputStream data = new DataOutputStream(new GZIPOutputStream(out, BUFFER_BYTES))) {
            for (byte[] response : responses) {
                data.writeInt(response.length);
                data.write(response);
            }
        }
    }
}
