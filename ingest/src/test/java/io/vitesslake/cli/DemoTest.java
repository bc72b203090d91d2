package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pins the embedded default: one command, nothing installed, ends in the rows that MySQL had. */
final class DemoTest {

    @TempDir
    private Path directory;

    @Test
    void aSyncThatWasKilledAndResumedEndsInTheRecordedTruth() {
        StringWriter out = new StringWriter();
        int exit = Main.execute(
                new Shutdown(),
                new PrintWriter(out),
                new PrintWriter(out),
                "demo",
                "--dir",
                directory.resolve("lake").toString());
        assertThat(out.toString())
                .contains("was killed (kill -9)", "resumes from the last snapshots", "agree: no row lost")
                .contains("spark-sql --packages", "connector.name=iceberg")
                .doesNotContain("DIFFER");
        assertThat(exit).isZero();
        aLakeThatHasSuchTablesIsLeftAlone(directory.resolve("lake").resolve("demo.yaml"));
    }

    private void aLakeThatHasSuchTablesIsLeftAlone(Path config) {
        StringWriter out = new StringWriter();
        int exit = Main.execute(
                new Shutdown(),
                new PrintWriter(out),
                new PrintWriter(out),
                "demo",
                "--dir",
                directory.resolve("second").toString(),
                "--config",
                config.toString());
        assertThat(out.toString()).contains("it has tables [", "orders", "Set catalog.namespace");
        assertThat(exit).isEqualTo(2);
    }

    @Test
    void aDirectoryWithOtherFilesIsLeftAlone() throws Exception {
        Path precious = Files.writeString(directory.resolve("thesis.txt"), "do not lose");
        StringWriter out = new StringWriter();
        int exit = Main.execute(
                new Shutdown(), new PrintWriter(out), new PrintWriter(out), "demo", "--dir", directory.toString());
        assertThat(exit).isEqualTo(2);
        assertThat(out.toString()).contains("holds other files", "--dir");
        assertThat(precious).hasContent("do not lose");
    }
}
