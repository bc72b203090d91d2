package io.vitesslake.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One temporary file, written from start to end and then read any number of times. Its name is removed on opening (on
 * POSIX systems), so that a killed process leaves nothing behind. Written by one thread; readers are independent of
 * each other.
 *
 * <p>Interrupting a thread that writes or reads closes the file for good (see {@link FileChannel}).
 */
final class SpillFile implements AutoCloseable {

    private static final int BUFFER_BYTES = 128 << 10;

    private final SpillDisk disk;
    private final FileChannel channel;
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
    private long written;

    /** @param channel empty; owned from now on */
    SpillFile(SpillDisk disk, FileChannel channel) {
        this.disk = disk;
        this.channel = channel;
    }

    static FileChannel open(Path directory) throws IOException {
        Path path = Files.createTempFile(directory, "vitesslake-", ".spill");
        try {
            return FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    void putInt(int value) {
        if (out.remaining() < Integer.BYTES) {
            flush();
        }
        out.putInt(value);
    }

    void putBytes(byte[] bytes, int offset, int length) {
        int at = offset;
        while (at < offset + length) {
            if (!out.hasRemaining()) {
                flush();
            }
            int count = Math.min(out.remaining(), offset + length - at);
            out.put(bytes, at, count);
            at += count;
        }
    }

    /** Writes out what is buffered. To be called before reading. */
    void flush() {
        out.flip();
        int count = out.remaining();
        disk.write(channel, out, written);
        written += count;
        out.clear();
    }

    /** Reads from the start. */
    Reader read() {
        return new Reader();
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw disk.failed("close a file", e);
        } finally {
            disk.released(written);
        }
    }

    /** One pass over the file. Not thread-safe. */
    final class Reader {

        private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
        private long position;

        boolean hasMore() {
            return in.hasRemaining() || fill();
        }

        int readInt() {
            if (in.remaining() >= Integer.BYTES) {
                return in.getInt();
            }
            int value = 0;
            for (int i = 0; i < Integer.BYTES; i++) {
                requireMore();
                value = value << Byte.SIZE | in.get() & 0xFF;
            }
            return value;
        }

        void readBytes(byte[] into, int length) {
            int at = 0;
            while (at < length) {
                requireMore();
                int count = Math.min(in.remaining(), length - at);
                in.get(into, at, count);
                at += count;
            }
        }

        private void requireMore() {
            if (!hasMore()) {
                throw new IllegalStateException("Spill file ends in a record at byte " + position);
            }
        }

        private boolean fill() {
            in.clear();
            try {
                int count = channel.read(in, position);
                position += Math.max(count, 0);
                in.flip();
                return count > 0;
            } catch (IOException e) {
                in.limit(0);
                throw disk.failed("read a file", e);
            }
        }
    }
}
