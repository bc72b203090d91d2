package io.vitesslake.replay;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Hands a payload to gRPC, which drains it straight into its network buffers: one copy of the bytes, none of them looked at. */
final class PayloadStream extends InputStream implements Drainable, KnownLength {

    private final Payload payload;
    private int part;
    private int read;
    private int left;

    PayloadStream(Payload payload) {
        this.payload = payload;
        this.left = payload.length();
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
        int drained = left;
        for (; part < payload.parts().size(); part++) {
            Bytes bytes = payload.parts().get(part);
            target.write(bytes.array(), bytes.offset() + read, bytes.length() - read);
            read = 0;
        }
        left = 0;
        return drained;
    }

    @Override
    public int available() {
        return left;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        while (part < payload.parts().size()
                && read == payload.parts().get(part).length()) {
            part++;
            read = 0;
        }
        if (part == payload.parts().size()) {
            return -1;
        }
        Bytes bytes = payload.parts().get(part);
        int copied = Math.min(length, bytes.length() - read);
        System.arraycopy(bytes.array(), bytes.offset() + read, target, offset, copied);
        read += copied;
        left -= copied;
        return copied;
    }
}
