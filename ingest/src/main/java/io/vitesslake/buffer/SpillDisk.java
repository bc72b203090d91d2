package io.vitesslake.buffer;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.Wait;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where changes go that do not fit into memory. A disk that is full is waited for, since space comes back whenever a batch has
 * been written to the lake, and from whoever else shares the disk. Thread-safe.
 */
public final class SpillDisk {

    private static final Logger LOG = LoggerFactory.getLogger(SpillDisk.class);

    /** As long as MySQL waits for a reader, whose stream would have to be opened again after that. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final String FAILED = "spill-failed";
    private static final String FULL = "spill-disk-full";
    private static final Set<String> REASONS = Set.of(FAILED, FULL);

    /** What Linux, macOS and Windows say in English. */
    private static final Pattern FULL_TEXT =
            Pattern.compile("No space left|quota exceeded|not enough space", Pattern.CASE_INSENSITIVE);

    private static final int KIBIBYTE_BITS = 10;

    private final Path directory;
    private final Wait wait;
    private final AtomicLong held = new AtomicLong();

    /** Something that takes space on the disk; leaves nothing half done when it fails, or does it over. */
    private interface Taking<T> {

        T take() throws IOException;
    }

    /**
     * @param directory existing directory for temporary files, which vanish from it as soon as they are open
     * @param wait lets time pass until space may be there again
     */
    public SpillDisk(Path directory, Wait wait) {
        this.directory = Objects.requireNonNull(directory, "directory");
        this.wait = Objects.requireNonNull(wait, "wait");
    }

    /** Whether an error is the disk's, and so of nothing that was to be written there. */
    public static boolean isToBlameFor(CodedException error) {
        return REASONS.contains(error.reason());
    }

    /** @throws CodedException CONFIG {@code spill-failed}, {@code spill-disk-full} */
    SpillFile create() {
        return new SpillFile(this, taken("create a file", 0, () -> SpillFile.open(directory)));
    }

    /**
     * Writes the rest of a buffer. What is written again after a failure lands where it was to be, whatever became of it before.
     *
     * @param position in the file of the first byte
     * @throws CodedException CONFIG {@code spill-failed}, {@code spill-disk-full}
     */
    void write(FileChannel channel, ByteBuffer bytes, long position) {
        int first = bytes.position();
        int count = bytes.remaining();
        while (bytes.hasRemaining()) {
            int at = bytes.position();
            taken("write", bytes.remaining(), () -> {
                bytes.position(at);
                return channel.write(bytes, position + at - first);
            });
        }
        held.addAndGet(count);
    }

    /** A file of that many bytes is gone. */
    void released(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Bytes in files that are not gone yet. */
    long held() {
        return held.get();
    }

    CodedException failed(String what, IOException cause) {
        return new CodedException(
                ErrorCode.CONFIG,
                FAILED,
                "Cannot " + what + " in the spill directory " + directory + ": " + cause.getMessage()
                        + ". Give a directory that can be written by -Djava.io.tmpdir, or raise memory so that less is "
                        + "spilled.",
                cause);
    }

    private <T> T taken(String what, int bytes, Taking<T> taking) {
        for (Duration waited = Duration.ZERO; ; waited = waited.plus(PAUSE)) {
            try {
                return taking.take();
            } catch (IOException e) {
                if (!isFull(e, bytes)) {
                    throw failed(what, e);
                }
                if (waited.compareTo(LONGEST) >= 0) {
                    throw full(what, e);
                }
                if (waited.isZero()) {
                    LOG.warn("The disk of the spill directory {} is full ({}); waiting for space", directory, sizes());
                }
                pause(what, e);
            }
        }
    }

    private void pause(String what, IOException cause) {
        try {
            wait.pass(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw full(what, cause);
        }
    }

    // The text is in the language of the machine, and quotas have no text of their own everywhere.
    private boolean isFull(IOException failure, int bytes) {
        String text = failure.getMessage();
        return text != null && FULL_TEXT.matcher(text).find() || bytes > 0 && free() < bytes;
    }

    private CodedException full(String what, IOException cause) {
        return new CodedException(
                ErrorCode.CONFIG,
                FULL,
                "Cannot " + what + " in the spill directory " + directory + ": the disk is full and has been for "
                        + LONGEST.toSeconds() + " s (" + sizes() + "). Free space there, give a directory on a larger "
                        + "disk by -Djava.io.tmpdir, or raise memory so that less is spilled; then start again: it "
                        + "resumes from what the lake holds.",
                cause);
    }

    private long free() {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private String sizes() {
        String own = mebibytes(held.get()) + " spilled by this run";
        try {
            FileStore store = Files.getFileStore(directory);
            return own + ", " + mebibytes(store.getUsableSpace()) + " of " + mebibytes(store.getTotalSpace()) + " free";
        } catch (IOException e) {
            return own + ", free space unknown: " + e.getMessage();
        }
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 2 * KIBIBYTE_BITS) + " MiB";
    }
}
