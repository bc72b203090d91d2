package io.vitesslake.status;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vitesslake.mirror.MirrorVitals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Numbers for Prometheus. Counters are written by the loop's thread, once for a checkpoint or a second; gauges look at what it told
 * last, when they are asked for.
 */
final class SyncMetrics {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Supplier<SyncView> view;
    private final Map<String, TableMeters> tables = new ConcurrentHashMap<>();
    private final NamedGauges named;
    private final Counter streamsLost;

    SyncMetrics(String version, InstantSource clock, Supplier<SyncView> view, Supplier<Surroundings> surroundings) {
        this.view = view;
        this.named = new NamedGauges(registry, clock);
        this.streamsLost = Counter.builder("vitesslake.source.retries")
                .description("Streams that broke and were opened again.")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        addLoop(version);
        addStreams();
        addMemory(surroundings);
        addLake(surroundings);
    }

    private void addLoop(String version) {
        Gauges gauges = new Gauges(registry, Tags.empty())
                .add("build", "1, with the version of the program.", Tags.of("version", version), () -> 1)
                .add(
                        "ready",
                        "1 if every table is followed or copied, as /health/ready says.",
                        () -> Health.ready(view.get()).isWell() ? 1 : 0)
                .addAge("loop.age", "Time since the loop last turned.", () -> {
                    SyncView now = view.get();
                    return Optional.of(since(now, now.turned()));
                });
        for (String state : SyncView.STATES) {
            gauges.add(
                    "tables",
                    "Source tables in a state.",
                    Tags.of("state", state),
                    () -> named.last().count(state));
        }
        FunctionCounter.builder("vitesslake.transactions", this, of -> of.vitals(MirrorVitals::transactions))
                .description("Transactions taken in; of a copy, the packets that it comes in.")
                .register(registry);
    }

    private void addStreams() {
        new Gauges(registry, Tags.empty())
                .add("connected", "1 if every stream that should be open is.", () -> connected(view.get()))
                .add(
                        "streams",
                        "Streams, open or to be opened again.",
                        Tags.of("state", "open"),
                        () -> streams(view.get(), true))
                .add(
                        "streams",
                        "Streams, open or to be opened again.",
                        Tags.of("state", "broken"),
                        () -> streams(view.get(), false))
                .addAge("last.event.age", "Time since the last transaction came, of any shard.", () -> {
                    SyncView now = view.get();
                    return now.vitals().flatMap(MirrorVitals::lastEvent).map(last -> since(now, last));
                });
    }

    private void addMemory(Supplier<Surroundings> surroundings) {
        new Gauges(registry, Tags.empty())
                .addBytes(
                        "buffer",
                        "Memory held by changes until they are in the lake.",
                        () -> vitals(MirrorVitals::bufferedBytes))
                .addBytes(
                        "buffer.limit",
                        "Where reading stops until some of that memory is free.",
                        () -> vitals(MirrorVitals::bufferLimitBytes))
                .addBytes(
                        "queue",
                        "What has come from VTGate and was not read yet.",
                        () -> surroundings.get().unreadBytes().getAsLong())
                .addBytes(
                        "queue.limit",
                        "Most of that; VTGate is asked for no more.",
                        () -> surroundings.get().unreadLimitBytes());
    }

    private void addLake(Supplier<Surroundings> surroundings) {
        FunctionCounter.builder(
                        "vitesslake.lake.retries",
                        surroundings,
                        of -> of.get().lakeRetries().getAsLong())
                .description("Steps that failed in the lake and were tried again.")
                .register(registry);
        new Gauges(registry, Tags.empty())
                .addAge("lake.failing", "Time for which the lake has not answered, 0 while it does.", () -> {
                    SyncView now = view.get();
                    return Optional.of(now.lakeFailingSince()
                            .map(start -> since(now, start))
                            .orElse(Duration.ZERO));
                });
    }

    /** Any thread. */
    String scrape() {
        return registry.scrape();
    }

    /** What is counted of a source table. */
    TableMeters table(String table) {
        return tables.computeIfAbsent(table, name -> new TableMeters(registry, name));
    }

    void streamLost() {
        streamsLost.increment();
    }

    /** Lets gauges of tables and shards come and go. The loop's thread. */
    void look(SyncView now) {
        now.vitals().ifPresent(vitals -> named.look(VitalsIndex.of(vitals, now.refused())));
    }

    private static Duration since(SyncView view, Instant moment) {
        Duration since = Duration.between(moment, view.now());
        return since.isNegative() ? Duration.ZERO : since;
    }

    private static int connected(SyncView view) {
        return view.resumed() && view.broken().isEmpty() ? 1 : 0;
    }

    private static long streams(SyncView view, boolean open) {
        return view.vitals().stream()
                .flatMap(now -> now.streams().stream())
                .filter(stream -> stream.open() == open)
                .count();
    }

    private long vitals(ToLongFunction<MirrorVitals> of) {
        return view.get().vitals().map(of::applyAsLong).orElse(0L);
    }
}
