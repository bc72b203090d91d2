package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class MainTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "tables",
                "sync",
                "status",
                "recopy",
                "pause",
                "resume",
                "verify",
                "demo",
                "completion",
                "bench"
            })
    void everyCommandKnowsHelpAndVersion(String command) {
        Ran help = run(command, "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .startsWith("Usage: vitesslake " + command)
                .containsPattern("Examples?[^:]*:\\R  .*vitesslake " + command);
        Ran version = run(command, "--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).startsWith("vitesslake ");
    }

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        assertThat(run("--help").out())
                .contains(
                        "init",
                        "tables",
                        "sync",
                        "status",
                        "recopy",
                        "pause",
                        "resume",
                        "verify",
                        "demo",
                        "completion",
                        "70",
                        "fenced by another writer")
                .doesNotContain("bench");
    }

    @Test
    void aWrongCommandLineExitsWithTwo() {
        assertThat(run().exitCode()).isEqualTo(2);
        assertThat(run("synk").exitCode()).isEqualTo(2);
        assertThat(run("recopy", "--config", "x.yaml").exitCode()).isEqualTo(2);
        assertThat(run("sync").err()).contains("--config");
        assertThat(run("sync", "--twice").exitCode()).isEqualTo(2);
        assertThat(run("verify", "--config", "x.yaml", "--wait", "soon").err()).contains("--wait", "10m");
        assertThat(run("verify", "--config", "x.yaml", "--limit", "0").exitCode())
                .isEqualTo(2);
    }

    @Test
    void aWrongConfigurationIsToldWithoutAStackTrace() throws IOException {
        Path file = Files.writeString(directory.resolve("lake.yaml"), "surce: {}\n");
        Ran ran = run("sync", "--config", file.toString());
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err())
                .startsWith("vitesslake: Cannot use configuration " + file)
                .contains("nearest known is 'source'")
                .doesNotContain("\tat ");
        assertThat(run("-v", "sync", "--config", file.toString()).err()).contains("\tat io.vitesslake");
        assertThat(run("sync", "--config", file.toString(), "-v").err()).contains("\tat io.vitesslake");
    }

    @Test
    void aBugExitsWithSeventyAndShowsWhereItCameFrom() {
        StringWriter err = new StringWriter();
        ErrorReport report = new ErrorReport(false, LogFormat.TEXT, Secrets.NONE);
        assertThat(report.print(new IllegalStateException("boom"), new PrintWriter(err, true)))
                .isEqualTo(70);
        assertThat(err.toString()).contains("bug", "boom", "\tat ");
    }

    @Test
    void theErrorThatEndsACommandIsALineOfAJsonLog() throws IOException {
        Path file = Files.writeString(directory.resolve("json.yaml"), "surce: {}\n");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("vitesslake");
        logger.addAppender(log);
        Ran ran = run("sync", "--config", file.toString(), "--log-format", "json");
        logger.detachAppender(log);
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).isEmpty();
        assertThat(List.copyOf(log.list))
                .filteredOn(event -> event.getFormattedMessage().contains(file.toString()))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getLevel()).isEqualTo(Level.ERROR);
                    assertThat(event.getFormattedMessage()).contains("nearest known is 'source'");
                });
    }

    @Test
    void aLogFormatOrLevelThatIsNoneIsRefusedWithThoseThatAre() {
        assertThat(run("--log-format", "xml", "status", "--config", "x.yaml").exitCode())
                .isEqualTo(2);
        assertThat(run("status", "--config", "x.yaml", "--log-level", "loud").err())
                .contains("loud", "WARN", "TRACE");
    }

    @Test
    void theShellCompletesWhatHelpNames() {
        Ran ran = run("completion");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out())
                .startsWith("#!/usr/bin/env bash")
                .contains("complete -F _complete_vitesslake", "bashcompinit")
                .contains("--log-format", "--columns", "recopy", "--warehouse");
    }

    private static Ran run(String... args) {
        return Ran.command(args);
    }
}
