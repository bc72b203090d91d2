package io.vitesslake.decode;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Recorded streams among the test resources. */
public final class Recordings {

    private Recordings() {}

    /** The serialized {@code vtgate.VStreamResponse}s of one recording, in the order received. */
    public static List<byte[]> read(String name) {
        InputStream resource = Recordings.class.getResourceAsStream("/recordings/" + name + ".bin.gz");
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(resource))) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<byte[]> read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        List<byte[]> responses = new ArrayList<>();
        for (byte[] header = in.readNBytes(4); header.length == 4; header = in.readNBytes(4)) {
            int length = java.nio.ByteBuffer.wrap(header).getInt();
            responses.add(in.readNBytes(length));
        }
        return responses;
    }
}
