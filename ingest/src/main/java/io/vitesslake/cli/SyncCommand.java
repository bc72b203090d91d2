package io.vitesslake.cli;

import io.vitesslake.config.Config;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sync}: the product's work. */
@Command(
        name = "sync",
        description = "Copies the tables of a keyspace into the lake and follows every change until SIGTERM.")
final class SyncCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(SyncCommand.class);

    @ParentCommand
    private Main main;

    @Mixin
    private ConfigOption config;

    @Option(names = "--once", description = "Stop when every table has reached the source's position as of the start.")
    private boolean once;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Config loaded = config.load();
        LOG.debug("{}", loaded);
        return new SyncRun(loaded, once, listener()).run(main.shutdown());
    }

    private ConsoleListener listener() {
        Optional<ProgressBars> bars = Ansi.AUTO.enabled()
                ? Optional.of(new ProgressBars(spec.commandLine().getOut()))
                : Optional.empty();
        return new ConsoleListener(Clock.systemUTC(), bars);
    }
}
