package io.vitesslake.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
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
            InitCommand.class,
            TablesCommand.class,
            SyncCommand.class,
            StatusCommand.class,
            RecopyCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            MaintainCommand.class,
            VerifyCommand.class,
            DemoCommand.class,
            CompletionCommand.class,
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
            "6:finished, but tables are stopped, or would be: see status and tables",
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

    @Option(
            names = "--log-format",
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            description = "How a line of the log looks: text, or json for one object a line (default: text).")
    private LogFormat logFormat = LogFormat.TEXT;

    @Option(
            names = "--log-level",
            scope = ScopeType.INHERIT,
            paramLabel = "LEVEL",
            description = "Log no less than this: error, warn, info, debug or trace (default: info, or debug with"
                    + " --verbose).")
    private LogLevel logLevel;

    private final Shutdown shutdown;
    private volatile Secrets secrets = Secrets.NONE;

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
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> {
                    LogSettings.apply(main.logLevel(), main.logFormat);
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setExecutionExceptionHandler(
                        (error, commandLine, parsed) -> new ErrorReport(main.isVerbose(), main.logFormat, main.secrets)
                                .print(error, commandLine.getErr()))
                .execute(args);
    }

    Shutdown shutdown() {
        return shutdown;
    }

    /** Whether a person reads what is printed. */
    boolean isForPeople() {
        return logFormat == LogFormat.TEXT;
    }

    /** From now on these are kept out of the log and of errors. */
    void hide(Secrets known) {
        secrets = known;
        LogSettings.hide(known);
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        String commands = spec.subcommands().entrySet().stream()
                .filter(command ->
                        !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        throw new ParameterException(spec.commandLine(), "Missing command, one of " + commands);
    }

    private boolean isVerbose() {
        return verbose || System.getenv("VITESSLAKE_DEBUG") != null;
    }

    private LogLevel logLevel() {
        if (logLevel != null) {
            return logLevel;
        }
        return isVerbose() ? LogLevel.DEBUG : LogLevel.INFO;
    }

    /** What --version prints. */
    static final class VersionLine implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"vitesslake " + Version.current()};
        }
    }
}
