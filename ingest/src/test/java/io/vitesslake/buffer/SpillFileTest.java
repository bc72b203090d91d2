package io.vitesslake.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is spilled to a disk that is full for a while, for too long, or broken. */
final class SpillFileTest {

    private static final String NO_SPACE = "No space left on device";

    private final byte[] bytes = new byte[1 << 20];

    @TempDir
    private Path directory;

    private Duration waited = Duration.ZERO;
    private SpillDisk disk;

    @BeforeEach
    void open() {
        new Random(1).nextBytes(bytes);
        disk = new SpillDisk(directory, time -> waited = waited.plus(time));
    }

    @Test
    void aDiskThatIsFullForAWhileLeavesEveryByteWhereItBelongs() throws IOException {
        for (int first = 1; first < 12; first++) {
            FailingChannel channel = failing(first, 30, NO_SPACE);
            try (SpillFile file = new SpillFile(disk, channel)) {
                write(file);
                assertHolds(file);
                assertThat(disk.held()).isEqualTo(Integer.BYTES + bytes.length);
            }
            assertThat(channel.failed()).isEqualTo(30);
            assertThat(disk.held()).isZero();
        }
        assertThat(waited).isEqualTo(Duration.ofSeconds(11 * 30));
    }

    @Test
    void whatAFailedWriteLeftHalfDoneIsWrittenOver() throws IOException {
        FailingChannel channel = failing(3, 2, NO_SPACE);
        channel.leaveGarbage();
        try (SpillFile file = new SpillFile(disk, channel)) {
            write(file);
            assertHolds(file);
        }
    }

    @Test
    void aDiskThatStaysFullForAMinuteEndsTheRunWithTheWayOut() throws IOException {
        FailingChannel channel = failing(2, Integer.MAX_VALUE, NO_SPACE);
        try (SpillFile file = new SpillFile(disk, channel)) {
            assertThatThrownBy(() -> write(file))
                    .isInstanceOfSatisfying(CodedException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.CONFIG);
                        assertThat(e.reason()).isEqualTo("spill-disk-full");
                        assertThat(SpillDisk.isToBlameFor(e)).isTrue();
                    })
                    .hasMessageContainingAll(
                            directory.toString(),
                            "for 60 s",
                            " MiB spilled by this run",
                            " MiB free",
                            "-Djava.io.tmpdir",
                            "raise memory");
        }
        assertThat(waited).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aDiskThatFailsOtherwiseIsNotWaitedFor() throws IOException {
        FailingChannel channel = failing(1, 1, "Input/output error");
        try (SpillFile file = new SpillFile(disk, channel)) {
            assertThatThrownBy(() -> write(file))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.reason()).isEqualTo("spill-failed"))
                    .hasMessageContainingAll(directory.toString(), "Input/output error");
        }
        assertThat(waited).isZero();
    }

    private FailingChannel failing(int firstWrite, int times, String why) throws IOException {
        FailingChannel channel = new FailingChannel(SpillFile.open(directory));
        channel.failFrom(firstWrite, times, why);
        return channel;
    }

    private void write(SpillFile file) {
        file.putInt(bytes.length);
        file.putBytes(bytes, 0, bytes.length);
        file.flush();
    }

    private void assertHolds(SpillFile file) {
        SpillFile.Reader reader = file.read();
        assertThat(reader.readInt()).isEqualTo(bytes.length);
        byte[] read = new byte[bytes.length];
        reader.readBytes(read, read.length);
        assertThat(read).isEqualTo(bytes);
        assertThat(reader.hasMore()).isFalse();
    }
}
