package io.vitesslake.status;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Answers over HTTP how a running sync stands. Nothing that it is asked changes anything. */
public final class StatusServer implements AutoCloseable {

    // One that is slow to send or to read holds up none of the others.
    private static final int THREADS = 4;

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;

    private record Answer(int status, String type, byte[] body) {

        static Answer of(int status, String type, String body) {
            return new Answer(status, type, body.getBytes(StandardCharsets.UTF_8));
        }

        static Answer of(Health health) {
            return of(health.isWell() ? OK : UNAVAILABLE, TEXT, health.text());
        }
    }

    private StatusServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to answer.
     *
     * @param address port 0 for any that is free
     * @param hidden takes credentials out of a message
     * @throws CodedException CONFIG {@code http-address}, when it cannot listen there
     */
    public static StatusServer open(InetSocketAddress address, SyncMonitor monitor, UnaryOperator<String> hidden) {
        limitSlowClients();
        try {
            HttpServer server = HttpServer.create(address, 0);
            ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
                Thread thread = new Thread(task, "http");
                thread.setDaemon(true);
                return thread;
            });
            WebPage page = WebPage.load();
            Map<String, Function<SyncView, Answer>> answers = Map.of(
                    "/", view -> Answer.of(OK, WebPage.TYPE, page.html()),
                    "/api/status", view -> Answer.of(OK, "application/json", new StatusJson(hidden).print(view)),
                    "/metrics", view -> Answer.of(OK, METRICS, monitor.metrics().scrape()),
                    "/health/live", view -> Answer.of(Health.live(view)),
                    "/health/ready", view -> Answer.of(Health.ready(view)));
            server.createContext("/", exchange -> answer(exchange, answers, monitor, page));
            server.setExecutor(threads);
            server.start();
            return new StatusServer(server, threads);
        } catch (IOException e) {
            throw new CodedException(
                    ErrorCode.CONFIG,
                    "http-address",
                    "Cannot listen on " + address.getHostString() + ":" + address.getPort() + " (--http): "
                            + e.getMessage() + ". Name an address of this machine and a free port.",
                    e);
        }
    }

    // Read once, when the first server of the JVM is made; without them a client that sends half a request keeps a
    // thread for ever.
    private static void limitSlowClients() {
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "30");
    }

    private static void answer(
            HttpExchange exchange, Map<String, Function<SyncView, Answer>> answers, SyncMonitor monitor, WebPage page)
            throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            Function<SyncView, Answer> found =
                    answers.get(exchange.getRequestURI().getPath());
            Answer answer;
            if (!method.equals("GET") && !method.equals("HEAD")) {
                answer = Answer.of(NOT_ALLOWED, TEXT, "GET only\n");
            } else if (found == null) {
                answer = Answer.of(
                        NOT_FOUND, TEXT, "There are /, /api/status, /metrics, /health/live and /health/ready\n");
            } else {
                answer = found.apply(monitor.view());
            }
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Content-Security-Policy", page.policy());
            send(exchange, answer, method.equals("HEAD"));
        }
    }

    private static void send(HttpExchange exchange, Answer answer, boolean headOnly) throws IOException {
        if (headOnly) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(answer.body().length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), answer.body().length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(answer.body());
        }
    }

    /** Where the page is. */
    public URI uri() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
