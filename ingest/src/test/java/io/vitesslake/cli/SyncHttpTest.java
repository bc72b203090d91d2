package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitesslake.replay.ReplayPace;
import io.vitesslake.replay.ReplayServer;
import io.vitesslake.replay.ShippedRecordings;
import io.vitesslake.replay.Truth;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code sync --http} answers while it mirrors a replayed keyspace, and that docs/reference/metrics.md lists its metrics. */
final class SyncHttpTest {

    private static final long A_MINUTE = 60_000;

    private static final Pattern HELP = Pattern.compile("(?m)^# HELP (\\S+) (.*)$");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? (\\S+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    @TempDir
    private static Path directory;

    private static ReplayServer server;
    private static HttpSync sync;

    @BeforeAll
    static void start() throws IOException {
        server = ReplayServer.start(ShippedRecordings.demo(), ReplayPace.UNLIMITED, Clock.systemUTC());
        sync = new HttpSync(server, directory, "[\"*\"]");
        sync.await("/api/status", SyncHttpTest::hasTheTruth);
    }

    @AfterAll
    static void stop() throws Exception {
        sync.close();
        server.close();
    }

    private static boolean hasTheTruth(String status) {
        try {
            Map<String, Long> rows = new TreeMap<>();
            json(status)
                    .path("tables")
                    .forEach(table -> rows.put(
                            table.path("table").asText(), table.path("rows").asLong()));
            return ShippedRecordings.demoTruth().stream()
                    .allMatch(truth -> rows.getOrDefault(truth.table(), -1L) == truth.rows());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    // VTGate says within seconds that it has nothing to send.
    private static boolean isBehindNowhere(String status) {
        try {
            List<JsonNode> lags = json(status).path("tables").findValues("lag_ms");
            return lags.size() == ShippedRecordings.demoTruth().size()
                    && lags.stream().allMatch(lag -> lag.isNumber() && lag.asLong() < A_MINUTE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void aSyncThatFollowsEveryTableIsLiveAndReady() {
        assertThat(sync.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(sync.await("/health/ready", "ok\n"::equals)).isEqualTo("ok\n");
        assertThat(sync.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void everyTableIsToldWithItsStateAndItsNewestCheckpoint() throws IOException {
        JsonNode status = json(sync.await("/api/status", SyncHttpTest::isBehindNowhere));
        assertThat(status.path("tables")).hasSize(ShippedRecordings.demoTruth().size());
        for (JsonNode table : status.path("tables")) {
            assertThat(table.path("state").asText()).isEqualTo("running");
            assertThat(table.path("snapshot_id").asText()).matches("\\d+");
            assertThat(table.path("checkpoint_id").asText()).hasSize(36);
            assertThat(table.path("data_files").asLong()).isPositive();
            assertThat(table.path("delete_files").isNumber()).isTrue();
            assertThat(table.path("checkpoint_at").asText()).endsWith("Z");
            assertThat(table.path("position").size()).isEqualTo(4);
            assertThat(table.path("position").toString()).contains("commerce/-40", "MySQL56/");
            assertThat(table.path("lag_ms").asLong()).isLessThan(A_MINUTE);
        }
        assertThat(status.path("transactions").asLong()).isPositive();
        // Streams that were joined are one that has had no transaction yet.
        assertThat(status.path("streams").findValuesAsText("last_transaction"))
                .allMatch(gtid -> gtid.matches("[0-9a-f-]{36}:\\d+"));
        assertThat(status.path("errors").isArray()).isTrue();
    }

    @Test
    void whatIsCountedAddsUpToTheRowsOfTheSource() throws IOException {
        Map<String, Double> samples = samples(sync.get("/metrics").body());
        for (Truth truth : ShippedRecordings.demoTruth()) {
            String table = "{table=\"" + truth.table() + "\"}";
            double inserted = samples.get("vitesslake_rows_inserted_total" + table);
            double deleted = samples.get("vitesslake_rows_deleted_total" + table);
            // On a slow machine shards may go away in the middle of a copy, which starts anew then.
            double anew = samples.get("vitesslake_copy_restarts_total" + table)
                    + samples.get("vitesslake_recopies_total" + table);
            assertThat(inserted - deleted).isGreaterThanOrEqualTo(truth.rows());
            if (anew == 0) {
                assertThat(inserted - deleted).isEqualTo(truth.rows());
            }
            assertThat(samples).containsEntry("vitesslake_table_rows" + table, (double) truth.rows());
            assertThat(samples.get("vitesslake_checkpoints_total" + table)).isPositive();
            assertThat(samples.get("vitesslake_checkpoint_duration_seconds_count" + table))
                    .isEqualTo(samples.get("vitesslake_checkpoints_total" + table));
            assertThat(samples.get("vitesslake_table_files{kind=\"data\",table=\"" + truth.table() + "\"}"))
                    .isPositive();
            assertThat(samples.get("vitesslake_rows_copied_total" + table)).isPositive();
            assertThat(samples.get("vitesslake_row_events_total" + table)).isPositive();
        }
        assertThat(samples.get("vitesslake_freshness_seconds_count{table=\"orders\"}"))
                .isPositive();
        assertThat(samples).containsEntry("vitesslake_connected", 1.0);
        assertThat(samples.get("vitesslake_buffer_limit_bytes")).isPositive();
        assertThat(samples.get("vitesslake_queue_limit_bytes")).isPositive();
    }

    @Test
    void thePageListsEveryMetricAndNoOther() throws IOException {
        // Of shards that replaced others nothing is known before their first transaction.
        String metrics =
                sync.await("/metrics", body -> body.contains("vitesslake_shard_last_transaction_age_seconds{"));
        assertThat(listed()).containsExactlyInAnyOrderElementsOf(exposed(metrics));
    }

    @Test
    void noAnswerHoldsACredential() {
        for (String path : List.of("/", "/api/status", "/metrics", "/health/live", "/health/ready", "/nothing")) {
            assertThat(sync.get(path).body()).isNotEmpty().doesNotContain("hunter2");
        }
    }

    @Test
    void aStopEndsTheServerWithTheSync(@TempDir Path other) throws Exception {
        try (HttpSync second = new HttpSync(server, other, "[code_ci]")) {
            second.await("/health/ready", "ok\n"::equals);
            assertThat(second.stop()).isZero();
            assertThatThrownBy(() -> second.get("/health/live")).hasCauseInstanceOf(ConnectException.class);
        }
    }

    /** Name, type, labels and meaning of each metric on the page. */
    private static List<List<String>> listed() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "reference", "metrics.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Stream.of(line.replace("`", "").split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .map(cells -> List.of(cells.get(1), cells.get(2), cells.get(3), cells.get(5)))
                .toList();
    }

    private static List<List<String>> exposed(String metrics) {
        Map<String, String> meanings = new TreeMap<>();
        HELP.matcher(metrics)
                .results()
                .forEach(help -> meanings.put(help.group(1), help.group(2).strip()));
        Map<String, Set<String>> labels = new TreeMap<>();
        for (MatchResult sample : SAMPLE.matcher(metrics).results().toList()) {
            String name = sample.group(1).replaceFirst("_(bucket|count|sum)$", "");
            String known = meanings.containsKey(sample.group(1)) ? sample.group(1) : name;
            Set<String> of = labels.computeIfAbsent(known, any -> new TreeSet<>());
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) {
                if (!label.group(1).equals("le")) {
                    of.add(label.group(1));
                }
            }
        }
        List<List<String>> all = new ArrayList<>();
        TYPE.matcher(metrics)
                .results()
                .forEach(type -> all.add(List.of(
                        type.group(1),
                        type.group(2),
                        String.join(", ", labels.getOrDefault(type.group(1), Set.of())),
                        meanings.getOrDefault(type.group(1), ""))));
        return all;
    }

    private static Map<String, Double> samples(String metrics) {
        Map<String, Double> samples = new LinkedHashMap<>();
        SAMPLE.matcher(metrics)
                .results()
                .forEach(sample -> samples.put(
                        sample.group(1) + (sample.group(2) == null ? "" : "{" + sample.group(2) + "}"),
                        Double.parseDouble(sample.group(3).replace("+Inf", "Infinity"))));
        return samples;
    }
}
