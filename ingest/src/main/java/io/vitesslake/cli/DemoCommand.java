package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.demo.Demo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the product on recorded streams, with nothing else installed. */
@Command(
        name = "demo",
        description =
                "Mirrors recorded streams of a real cluster into a local or a given lake, and kills and resumes itself once.",
        footerHeading = "%nExample:%n",
        footer = "  vitesslake demo --dir demo-lake")
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "demo-lake",
            showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS,
            description = "Where configuration and log are written, and the lake if none is given.")
    private Path directory;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "A configuration with the catalog of the lake to write into; nothing else of it is used.")
    private Path config;

    @Override
    public Integer call() throws InterruptedException {
        try {
            Demo demo = new Demo(spec.commandLine().getOut(), Clock.systemUTC(), new ChildSync());
            return demo.run(directory, Optional.ofNullable(config)) ? 0 : ErrorCode.BUG.exitCode();
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "demo-directory",
                    "Cannot run the demo in " + directory + ": " + e + ". Give a writable directory with --dir.",
                    e);
        }
    }
}
