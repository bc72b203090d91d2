package io.vitesslake.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** A file of which the n-th write and some after it fail; those that do not write a part only, as when a disk is nearly full. */
final class FailingChannel extends FileChannel {

    private static final int PART = 77_777;

    private final FileChannel file;
    private int first = Integer.MAX_VALUE;
    private int times;
    private String message = "";
    private boolean garbage;
    private int writes;
    private int failed;

    FailingChannel(FileChannel file) {
        this.file = file;
    }

    /** @param write the first that fails, from 1 */
    void failFrom(int write, int howOften, String why) {
        first = write;
        times = howOften;
        message = why;
    }

    /** Writes that fail write something else. */
    void leaveGarbage() {
        garbage = true;
    }

    int failed() {
        return failed;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        writes++;
        if (writes >= first && failed < times) {
            failed++;
            if (garbage) {
                byte[] wrong = new byte[source.remaining() / 2];
                Arrays.fill(wrong, (byte) 0x55);
                file.write(ByteBuffer.wrap(wrong), position);
                source.position(source.position() + wrong.length);
            }
            throw new IOException(message);
        }
        ByteBuffer part = source.slice(source.position(), Math.min(source.remaining(), PART));
        int count = file.write(part, position);
        source.position(source.position() + count);
        return count;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }

    @Override
    public int read(ByteBuffer target) {
        throw unused();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw unused();
    }

    @Override
    public int write(ByteBuffer source) {
        throw unused();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw unused();
    }

    @Override
    public long position() {
        throw unused();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw unused();
    }

    @Override
    public long size() {
        throw unused();
    }

    @Override
    public FileChannel truncate(long size) {
        throw unused();
    }

    @Override
    public void force(boolean metaData) {
        throw unused();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw unused();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw unused();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw unused();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw unused();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("not used by spill files");
    }
}
