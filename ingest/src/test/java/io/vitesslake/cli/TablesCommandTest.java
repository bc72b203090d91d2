package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitesslake.source.vstream.ShopVtgate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sync would do, asked of a VTGate in this process. */
final class TablesCommandTest {

    @TempDir
    private Path directory;

    @Test
    void everyTableIsToldWithItsTargetKeyAndRows() throws IOException {
        try (ShopVtgate vtgate = ShopVtgate.of("customer", "orders")) {
            Ran ran = tables(vtgate, "tables: {orders: {target: sales}}");
            assertThat(ran.out().lines())
                    .containsExactly(
                            "TABLE     TARGET    KEY              ESTIMATED ROWS  CHECKS",
                            "customer  customer  id                        2,400  ok",
                            "orders    sales     id, customer_id               ?  ok");
            assertThat(ran.err()).isEmpty();
            assertThat(ran.exitCode()).isZero();
        }
    }

    @Test
    void whatASyncWouldStopIsRefusedWithReasonAndRemedy() throws IOException {
        try (ShopVtgate vtgate = ShopVtgate.of("customer", "keyless", "shop_seq", "prices", "scenes")) {
            Ran ran = tables(vtgate, "");
            assertThat(ran.exitCode()).isEqualTo(6);
            assertThat(ran.out())
                    .containsPattern("customer .* ok\n")
                    .containsPattern("keyless .* refused: no-key\n")
                    .containsPattern("shop_seq .* refused: sequence-table\n")
                    .contains(
                            "Cannot mirror shop.shop_seq: it is a Vitess sequence, not data. Exclude it (source.exclude).")
                    .as("what a sync would find out with the first row")
                    .containsPattern("prices .* refused: unusable-key\n")
                    .contains("Cannot identify rows of shop/-80 prices by key column price", "tables.prices.key")
                    .containsPattern("scenes .* refused: unsupported-column-type\n")
                    .contains("Cannot mirror column scene of shop/-80 scenes: type hologram(3)");
        }
    }

    @Test
    void whatKeepsASyncFromStartingExitsWithTwo() throws IOException {
        try (ShopVtgate vtgate = ShopVtgate.of("customer", "orders")) {
            Ran ran = tables(vtgate, "tables: {orders: {target: customer}}");
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.out()).containsPattern("orders .* refused: same-target\n");
            Ran one = tables(vtgate, "tables: {orders: {target: customer}}", "orders");
            assertThat(one.exitCode()).as("the other table counts unseen").isEqualTo(2);
        }
        try (ShopVtgate vtgate = ShopVtgate.of()) {
            assertThat(tables(vtgate, "").exitCode()).isEqualTo(2);
            assertThat(tables(vtgate, "").err()).contains("Cannot mirror keyspace shop", "[no-tables]");
        }
    }

    @Test
    void aPartitionThatCannotBeIsRefused() throws IOException {
        try (ShopVtgate vtgate = ShopVtgate.of("customer")) {
            Ran ran = tables(vtgate, "tables: {customer: {partition-by: [\"day(birth)\"]}}");
            assertThat(ran.exitCode()).isEqualTo(6);
            assertThat(ran.out()).contains("Cannot partition customer by 'day(birth)': there is no column 'birth'");
        }
    }

    @Test
    void columnsAreToldWithTheirTypesHereAndThere() throws IOException {
        try (ShopVtgate vtgate = ShopVtgate.of("customer", "orders", "scenes")) {
            String policies = "tables: {customer: {columns: {exclude: [NAME]}}}";
            Ran named = tables(vtgate, policies, "customer");
            assertThat(named.out().lines())
                    .containsExactly(
                            "TABLE     TARGET    KEY  ESTIMATED ROWS  CHECKS",
                            "customer  customer  id            2,400  ok",
                            "",
                            "customer  MYSQL        LAKE",
                            "  id      bigint       long  key",
                            "  name    varchar(20)  -     excluded",
                            "  born    date         date");
            assertThat(named.exitCode()).isZero();
            assertThat(tables(vtgate, policies, "--columns").out())
                    .contains(
                            "  id           bigint unsigned  decimal(20, 0)  key\n",
                            "  total        decimal(10,2)    decimal(10, 2)\n")
                    .containsPattern("  scene +hologram\\(3\\) +- +not supported");
        }
    }

    @Test
    void theJsonHoldsTheSame() throws IOException {
        try (ShopVtgate vtgate = ShopVtgate.of("orders", "scenes")) {
            Ran ran = tables(vtgate, "", "--json", "--columns");
            JsonNode page = new ObjectMapper().readTree(ran.out());
            JsonNode orders = page.get(0);
            assertThat(orders.path("state").asText()).isEqualTo("ok");
            assertThat(orders.path("key")).hasToString("[\"id\",\"customer_id\"]");
            assertThat(orders.path("estimated_rows").isNull()).isTrue();
            assertThat(orders.path("columns").get(0))
                    .hasToString(
                            "{\"name\":\"id\",\"mysql_type\":\"bigint unsigned\",\"lake_type\":\"decimal(20, 0)\",\"role\":\"key\"}");
            JsonNode scenes = page.get(1);
            assertThat(scenes.path("state").asText()).isEqualTo("refused");
            assertThat(scenes.path("code").asText()).isEqualTo("unsupported-column-type");
            assertThat(scenes.path("reason").asText()).contains("hologram(3)");
            assertThat(scenes.path("columns").get(1).path("lake_type").isNull()).isTrue();
            assertThat(ran.exitCode()).isEqualTo(6);
        }
    }

    @Test
    void aTableThatIsNotThereIsToldWithTheNearest() throws IOException {
        try (ShopVtgate vtgate = ShopVtgate.of("customer", "orders")) {
            Ran ran = tables(vtgate, "", "custmer");
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err()).contains("Cannot show custmer", "'customer'", "[not-mirrored]");
        }
    }

    @Test
    void nothingIsTouched() throws IOException {
        try (ShopVtgate vtgate = ShopVtgate.of("customer", "orders")) {
            tables(vtgate, "", "--columns");
            assertThat(vtgate.asked())
                    .isNotEmpty()
                    .allMatch(sql ->
                            Stream.of("show ", "vexplain plan ", "select ").anyMatch(sql::startsWith))
                    .filteredOn(sql -> sql.startsWith("select 1 from "))
                    .allMatch(sql -> sql.endsWith(" limit 0"));
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("shop.yaml"));
        }
    }

    @Test
    void aSourceThatDoesNotAnswerExitsWithThree() throws IOException {
        ShopVtgate gone = ShopVtgate.of("customer");
        gone.close();
        assertThat(tables(gone, "").exitCode()).isEqualTo(3);
    }

    private Ran tables(ShopVtgate vtgate, String policies, String... options) throws IOException {
        Path file = Files.writeString(
                directory.resolve("shop.yaml"), """
                source: {vtgate: "%s", keyspace: shop}
                catalog: {type: jdbc, uri: "jdbc:sqlite:%s/catalog.db", warehouse: "file://%s/warehouse"}
                %s
                """.formatted(vtgate.address(), directory, directory, policies));
        List<String> args = Stream.concat(Stream.of("tables", "--config", file.toString()), Stream.of(options))
                .toList();
        return Ran.command(args.toArray(String[]::new));
    }
}
