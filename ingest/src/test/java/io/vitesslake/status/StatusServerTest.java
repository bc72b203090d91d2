package io.vitesslake.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.mirror.LaggingShards;
import io.vitesslake.mirror.MirrorVitals;
import io.vitesslake.mirror.ResumePlan;
import io.vitesslake.mirror.TableProgress;
import io.vitesslake.mirror.TableState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StatusServerTest {

    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final ResumePlan PLAN = new ResumePlan(List.of(), List.of(), List.of());
    private static final TableProgress COPY = new TableProgress("orders", TableState.COPYING, 500, 1_200, 3_000, 10);
    private static final TableProgress RUNNING = new TableProgress("items", TableState.RUNNING, 40, 0, 0, 0);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final SyncMonitor monitor = new SyncMonitor("1.2.3", () -> now);
    private StatusServer server;

    @BeforeEach
    void open() {
        server = StatusServer.open(ANY_PORT, monitor, text -> text.replace("hunter2", "***"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void whileNobodyKnowsWhereTheTablesStandItIsLiveAndNotReady() throws Exception {
        now = now.plusSeconds(3600);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body()).startsWith("starting: ");
        monitor.resumed(PLAN);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aLoopThatStandsStillIsNotLive() throws Exception {
        monitor.resumed(PLAN);
        now = now.plus(Health.LONGEST_TURN).plusSeconds(1);
        assertThat(get("/health/live").statusCode()).isEqualTo(503);
        monitor.progress(List.of());
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void aStoppedTableABrokenStreamAndALakeThatIsAwayAreReasonsNotToBeReady() throws Exception {
        monitor.resumed(PLAN);
        monitor.tableStopped("orders", stop());
        monitor.vitals(vitals(List.of(RUNNING), false));
        monitor.surroundedBy(new Surroundings(() -> 0, 0, () -> 3, () -> Optional.of(now)));
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(get("/health/ready").body().lines())
                .containsExactly(
                        "the lake does not answer since " + now,
                        "the stream of items is broken, and is to be opened again",
                        "orders is stopped: unsupported");
        assertThat(get("/metrics").body())
                .contains("vitesslake_ready 0.0", "vitesslake_connected 0.0", "vitesslake_lake_retries_total 3.0")
                .contains("vitesslake_table_state{state=\"stopped\",table=\"orders\"} 1.0")
                .contains("vitesslake_tables{state=\"stopped\"} 1.0");
    }

    @Test
    void whyATableStoppedIsToldWithTheRemedyAndWithoutCredentials() throws Exception {
        monitor.tableStopped("orders", stop());
        monitor.tableStopped("orders", stop());
        JsonNode status = status();
        assertThat(status.path("tables").get(0).path("state").asText()).isEqualTo("stopped");
        assertThat(status.path("tables").get(0).path("reason").asText())
                .isEqualTo("Cannot read as ***. Exclude the column.");
        assertThat(status.path("errors")).hasSize(1);
        assertThat(status.path("errors").get(0).path("count").asInt()).isEqualTo(2);
        assertThat(status.path("errors").get(0).path("message").asText()).contains("Exclude the column");
        for (String path : List.of("/api/status", "/metrics", "/health/ready")) {
            assertThat(get(path).body()).doesNotContain("hunter2");
        }
    }

    @Test
    void aCopyIsToldWithItsProgress() throws Exception {
        monitor.vitals(vitals(List.of(COPY), true));
        JsonNode table = status().path("tables").get(0);
        assertThat(table.path("copied_percent").asInt()).isEqualTo(40);
        assertThat(table.path("copy_remaining_seconds").asInt()).isEqualTo(180);
        assertThat(get("/metrics").body())
                .contains("vitesslake_copy_rows{table=\"orders\"} 1200.0")
                .contains("vitesslake_rows_copied_total{table=\"orders\"} 500.0");
    }

    @Test
    void aTableThatIsGoneHasNoNumbersAnyMore() throws Exception {
        monitor.vitals(vitals(List.of(COPY, RUNNING), true));
        assertThat(get("/metrics").body()).contains("vitesslake_table_state{state=\"copying\",table=\"orders\"} 1.0");
        monitor.vitals(vitals(List.of(RUNNING), true));
        assertThat(get("/metrics").body()).doesNotContain("vitesslake_table_state{state=\"copying\",table=\"orders\"}");
    }

    @Test
    void theLastHourIsKeptAndNoMore() throws Exception {
        for (int i = 0; i < 4_000; i++) {
            now = now.plusSeconds(1);
            monitor.vitals(vitals(List.of(new TableProgress("t", TableState.RUNNING, i * 7L, 0, 0, 0)), true));
        }
        JsonNode throughput = status().path("throughput");
        assertThat(throughput).hasSize(ThroughputHistory.MOST);
        assertThat(throughput.get(100).path("changes_per_second").asDouble()).isEqualTo(7.0);
        assertThat(throughput.get(ThroughputHistory.MOST - 1).path("at").asText())
                .isGreaterThan(now.minusSeconds(11).toString());
    }

    @Test
    void namesAndMessagesThatLookLikeMarkupAreDataAndNoMarkup() throws Exception {
        String name = "<img src=x onerror=\"alert(1)\">\\";
        monitor.tableStopped(name, stop());
        monitor.vitals(vitals(List.of(), true));
        assertThat(get("/api/status").headers().firstValue("content-type")).hasValue("application/json");
        assertThat(status().path("tables").get(0).path("table").asText()).isEqualTo(name);
        assertThat(get("/metrics").body()).contains("table=\"<img src=x onerror=\\\"alert(1)\\\">\\\\\"");
        assertThat(get("/").body()).doesNotContain("onerror");
    }

    @Test
    void thePageNeedsNothingFromElsewhereAndMakesNoMarkupOfText() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.body())
                .doesNotContainPattern("innerHTML|outerHTML|insertAdjacent|document\\.write|eval\\(|<a |style=\"")
                .doesNotContainPattern("(src|href)=\"(?!data:,)")
                .containsOnlyOnce("http://www.w3.org/2000/svg")
                .doesNotContainPattern("https?://(?!www\\.w3\\.org/2000/svg)");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'")
                .containsPattern("script-src 'sha256-[^']{44}'$")
                .doesNotContain("unsafe");
    }

    @Test
    void nothingButReadingIsPossible() throws Exception {
        HttpRequest post = HttpRequest.newBuilder(server.uri().resolve("/api/status"))
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(post, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
        assertThat(get("/etc/passwd").statusCode()).isEqualTo(404);
        assertThat(get("/../../etc/passwd").statusCode()).isEqualTo(404);
    }

    @Test
    void aPortThatIsTakenIsRefusedWithTheWayOut() {
        InetSocketAddress taken = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.uri().getPort());
        assertThatThrownBy(() -> StatusServer.open(taken, monitor, text -> text))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG))
                .hasMessageContaining(":" + taken.getPort())
                .hasMessageContaining("a free port");
    }

    private static CodedException stop() {
        return new CodedException(ErrorCode.SOURCE, "unsupported", "Cannot read as hunter2. Exclude the column.");
    }

    private MirrorVitals vitals(List<TableProgress> tables, boolean open) {
        return new MirrorVitals(
                now,
                tables.stream()
                        .map(table -> new MirrorVitals.Table(
                                table, table.table(), Optional.empty(), Optional.empty(), LaggingShards.NONE, 0))
                        .toList(),
                List.of(new MirrorVitals.Stream(
                        tables.stream().map(TableProgress::table).toList(), open, false, false, new TreeMap<>())),
                7,
                1,
                2);
    }

    private JsonNode status() throws Exception {
        return new ObjectMapper().readTree(get("/api/status").body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(server.uri().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
