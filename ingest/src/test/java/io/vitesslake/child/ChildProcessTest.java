package io.vitesslake.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pins that a child really is killed, waited for, logged and measured. */
final class ChildProcessTest {

    @TempDir
    private Path directory;

    @Test
    void aKilledProcessIsGone() throws Exception {
        try (ChildProcess child = start("sleep", "60")) {
            child.kill();
            assertThat(ProcessHandle.of(child.pid()).map(ProcessHandle::isAlive))
                    .isNotEqualTo(true);
            assertThat(child.endedWithin(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void itsOutputAndExitCodeAreKept() throws Exception {
        try (ChildProcess child = start("sh", "-c", "echo told; exit 6")) {
            assertThat(child.await(Duration.ofSeconds(20))).isEqualTo(6);
        }
        assertThat(Files.readString(log())).contains("told");
    }

    @Test
    void oneThatTakesTooLongIsKilledAndSaidSo() throws Exception {
        try (ChildProcess child = start("sleep", "60")) {
            assertThatThrownBy(() -> child.await(Duration.ofMillis(50)))
                    .hasMessageContaining("was killed. See its log");
            assertThat(child.endedWithin(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void itsMemoryAndTimeAreMeasuredWhileItRuns() throws Exception {
        try (ChildProcess child = start("sh", "-c", "i=0; while [ $i -lt 200000000 ]; do i=$((i+1)); done")) {
            await().until(() -> child.usage().cpuSeconds() > 0);
            assertThat(child.usage().peakRssBytes()).isPositive();
            assertThat(child.usage().seconds()).isPositive();
            child.kill();
        }
    }

    private ChildProcess start(String... command) throws IOException {
        return ChildProcess.start(List.of(command), log());
    }

    private Path log() {
        return directory.resolve("log");
    }
}
