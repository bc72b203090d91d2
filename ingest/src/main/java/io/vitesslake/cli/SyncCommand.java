package io.vitesslake.cli;

import io.vitesslake.config.Config;
import io.vitesslake.status.StatusServer;
import io.vitesslake.status.SyncMonitor;
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
        description = "Copies the tables of a keyspace into the lake and follows every change until SIGTERM.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  vitesslake sync --config vitesslake.yaml --once",
            "  vitesslake sync --config vitesslake.yaml --http 8080"
        })
final class SyncCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(SyncCommand.class);

    @ParentCommand
    private Main main;

    @Mixin
    private ConfigOption config;

    @Option(names = "--once", description = "Stop when every table has reached the source's position as of the start.")
    private boolean once;

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            description =
                    "Serve the status page, health and metrics there; a port alone such as 8080 is reached from this"
                            + " machine only.")
    private String http;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Config loaded = config.load();
        LOG.debug("{}", loaded);
        if (http == null) {
            return new SyncRun(loaded, once, listener(), surroundings -> {}).run(main.shutdown());
        }
        SyncMonitor monitor = new SyncMonitor(Version.current(), Clock.systemUTC());
        try (StatusServer server = StatusServer.open(HttpAddress.parse(http), monitor, Secrets.of(loaded)::hide)) {
            LOG.info("Status page, health and metrics on {}", server.uri());
            return new SyncRun(loaded, once, new BothListeners(listener(), monitor), monitor::surroundedBy)
                    .run(main.shutdown());
        }
    }

    private ConsoleListener listener() {
        Optional<ProgressBars> bars = Ansi.AUTO.enabled() && main.isForPeople()
                ? Optional.of(new ProgressBars(spec.commandLine().getOut()))
                : Optional.empty();
        return new ConsoleListener(Clock.systemUTC(), bars);
    }
}
