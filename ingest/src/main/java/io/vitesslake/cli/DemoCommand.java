package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code demo}: the product on recorded streams, with nothing else installed. */
@Command(
        name = "demo",
        description =
                "Mirrors recorded streams of a real cluster into a local lake, and kills and resumes itself once.")
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "demo-lake",
            showDefaultValue = picocli.CommandLine.Help.Visibility.ALWAYS,
            description = "Where the lake is written.")
    private Path directory;

    @Override
    public Integer call() {
        throw new CodedException(
                ErrorCode.BUG, "not-wired", "Cannot run the demo in " + directory + ": this build does not hold it");
    }
}
