package io.vitesslake.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The entry point: {@code vitesslake COMMAND}. */
@Command(
        name = "vitesslake",
        description = "Keeps Apache Iceberg tables equal to Vitess tables.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Main.VersionLine.class,
        subcommands = {
            SyncCommand.class,
            StatusCommand.class,
            RecopyCommand.class,
            MaintainCommand.class,
            VerifyCommand.class,
            DemoCommand.class,
            BenchCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:verify: lake and source differ, or could not be compared",
            "2:the configuration or the command line is wrong",
            "3:the source failed; worth another try",
            "4:the lake failed; worth another try",
            "5:fenced by another writer",
            "6:finished, but tables are stopped: see status",
            "70:a bug of this program"
        })
final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log more, and show where errors come from.")
    private boolean verbose;

    private final Shutdown shutdown;

    Main(Shutdown shutdown) {
        this.shutdown = shutdown;
    }

    public static void main(String[] args) {
        Shutdown shutdown = new Shutdown();
        shutdown.install();
        int exitCode = execute(
                shutdown,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                args);
        shutdown.ended(exitCode);
        System.exit(exitCode);
    }

    /**
     * Runs one command.
     *
     * @return the exit code
     */
    static int execute(Shutdown shutdown, PrintWriter out, PrintWriter err, String... args) {
        Main main = new Main(shutdown);
        return new CommandLine(main)
                .setOut(out)
                .setErr(err)
                .setExecutionStrategy(parsed -> {
                    LogSettings.apply(main.isVerbose());
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setExecutionExceptionHandler((error, commandLine, parsed) ->
                        new ErrorReport(main.isVerbose()).print(error, commandLine.getErr()))
                .execute(args);
    }

    Shutdown shutdown() {
        return shutdown;
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command: sync, status, recopy, verify or demo");
    }

    private boolean isVerbose() {
        return verbose || System.getenv("VITESSLAKE_DEBUG") != null;
    }

    /** What --version prints. */
    static final class VersionLine implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"vitesslake " + Version.current()};
        }
    }
}
