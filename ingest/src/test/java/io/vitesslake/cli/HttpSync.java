package io.vitesslake.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vitesslake.replay.ReplayServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/** A {@code sync --http} of a replayed keyspace, in this process. */
final class HttpSync implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final String SAYS = "Status page, health and metrics on ";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Shutdown shutdown = new Shutdown();
    private final StringWriter err = new StringWriter();
    private final Future<Integer> exit;
    private final URI uri;

    /** @param tables a YAML list */
    HttpSync(ReplayServer server, Path directory, String tables) throws IOException {
        Path config = Files.writeString(
                directory.resolve("http.yaml"), """
                source: {vtgate: "%s", keyspace: commerce, tables: %s, tablet-type: primary,
                  tls: {enabled: false}, auth: {method: static, user: someone, password: hunter2-of-the-test}}
                catalog: {type: jdbc, uri: "jdbc:sqlite:%s/http.db", warehouse: "file://%s/warehouse"}
                checkpoint: {interval: 1s}
                """.formatted(server.address(), tables, directory, directory));
        log.start();
        logger().addAppender(log);
        exit = thread.submit(() -> Main.execute(
                shutdown,
                new PrintWriter(err, true),
                new PrintWriter(err, true),
                "sync",
                "--config",
                config.toString(),
                "--http",
                "127.0.0.1:0"));
        uri = Awaitility.await()
                .atMost(LONGEST)
                .until(this::told, Optional::isPresent)
                .orElseThrow();
    }

    private Optional<URI> told() {
        if (exit.isDone()) {
            throw new AssertionError("The sync has ended: " + err);
        }
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.startsWith(SAYS))
                .map(line -> URI.create(line.substring(SAYS.length())))
                .findFirst();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(SyncCommand.class);
    }

    HttpResponse<String> get(String path) {
        try {
            return client.send(HttpRequest.newBuilder(uri.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("The sync " + (exit.isDone() ? "has ended: " + err : "runs"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until an answer has what is asked of it. */
    String await(String path, Predicate<String> wanted) {
        return Awaitility.await().atMost(LONGEST).until(() -> get(path).body(), wanted);
    }

    /** Asks it to stop, as a signal does, and waits for its exit code. */
    int stop() throws Exception {
        Awaitility.await().atMost(LONGEST).until(() -> shutdown.ask() || exit.isDone());
        return exit.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        logger().detachAppender(log);
        stop();
        thread.shutdownNow();
    }
}
