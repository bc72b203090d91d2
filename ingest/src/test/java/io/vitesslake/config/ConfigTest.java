package io.vitesslake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.ddl.ChangePolicies.AddColumnDefault;
import io.vitesslake.ddl.ChangePolicies.DropColumn;
import io.vitesslake.ddl.ChangePolicies.OnForeignChange;
import io.vitesslake.ddl.ChangePolicies.OnIncompatibleSchema;
import io.vitesslake.ddl.ChangePolicies.OnPartialImage;
import io.vitesslake.ddl.ChangePolicies.OnPurgedBinlog;
import io.vitesslake.ddl.ChangePolicies.OnTruncate;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.decode.ValuePolicies.InvalidText;
import io.vitesslake.decode.ValuePolicies.JsonAs;
import io.vitesslake.decode.ValuePolicies.TimeAs;
import io.vitesslake.decode.ValuePolicies.WideDecimal;
import io.vitesslake.decode.ValuePolicies.ZeroDates;
import io.vitesslake.source.TabletType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ConfigTest {

    private static final String LEAST = """
            source: {vtgate: "localhost:15991", keyspace: commerce}
            catalog: {type: jdbc}
            """;

    @Test
    void theLeastFileTakesEveryDefault() {
        assertThat(parse(LEAST))
                .isEqualTo(new Config(
                        new SourceConfig(
                                "localhost:15991",
                                "commerce",
                                new TablePatterns(List.of("*"), List.of()),
                                Optional.empty(),
                                Duration.ofMinutes(1),
                                DataSize.ofMebibytes(64)),
                        new CatalogConfig(
                                "lake", Optional.of("jdbc"), Optional.empty(), Optional.empty(), "commerce", Map.of()),
                        new CheckpointConfig(Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofMinutes(15)),
                        new CopyConfig(2, OptionalLong.empty()),
                        DataSize.ofMebibytes(1024),
                        new TablePolicies(
                                List.of(),
                                List.of(),
                                Optional.empty(),
                                2,
                                Map.of(),
                                Set.of(),
                                ValuePolicies.DEFAULT,
                                ChangePolicies.DEFAULT),
                        Map.of()));
    }

    private static final ValuePolicies VALUES =
            new ValuePolicies(TimeAs.TIME, WideDecimal.HALT, ZeroDates.NULL, InvalidText.HALT, JsonAs.VARIANT);
    private static final ValuePolicies ITEMS_VALUES =
            new ValuePolicies(TimeAs.STRING, WideDecimal.HALT, ZeroDates.HALT, InvalidText.REPLACE, JsonAs.STRING);
    private static final ChangePolicies CHANGES = new ChangePolicies(
            OnTruncate.RECOPY,
            OnIncompatibleSchema.HALT,
            DropColumn.DROP,
            OnPartialImage.RECOPY,
            OnPurgedBinlog.RECOPY,
            AddColumnDefault.INITIAL_DEFAULT,
            OnForeignChange.HALT);

    private static final ChangePolicies ITEMS_CHANGES = new ChangePolicies(
            OnTruncate.HALT,
            OnIncompatibleSchema.RECOPY,
            DropColumn.DROP,
            OnPartialImage.RECOPY,
            OnPurgedBinlog.RECOPY,
            AddColumnDefault.RECOPY,
            OnForeignChange.WARN);

    private static final String EVERY_KEY = """
                source:
                  vtgate: "[::1]:1"
                  keyspace: ks
                  tables: [order_*, items]
                  exclude: ["*_tmp"]
                  tablet-type: RDONLY
                  discovery-interval: 90s
                  max-message: 128MiB
                catalog:
                  name: pond
                  type: rest
                  uri: http://localhost:1/
                  warehouse: s3a://b/w
                  namespace: a.b
                  properties: {io-impl: X, clients: 4, ssl: true}
                checkpoint: {interval: 5s, idle-interval: 10m, retry-for: 2h}
                copy: {parallelism: 3, max-rows-per-second: 50000}
                memory: 2GiB
                table-defaults:
                  key: [id]
                  partition-by: [day(created)]
                  format-version: 3
                  properties: {a: 1, b: 2}
                  time-as: time
                  wide-decimal: halt
                  invalid-text: halt
                  json-as: variant
                  columns:
                    exclude: [secret]
                  on-truncate: recopy
                  on-incompatible-schema: halt
                  drop-column: drop
                  on-partial-image: recopy
                  on-purged-binlog: recopy
                  add-column-default: initial-default
                  on-foreign-change: halt
                tables:
                  items: {key: [x, y], partition-by: ["bucket(16, x)"], target: things, format-version: 2, properties: {b: 3}, time-as: STRING, zero-dates: halt, invalid-text: replace, json-as: String, columns: {exclude: [pin, iban]}, on-truncate: halt, on-incompatible-schema: RECOPY, on-partial-image: recopy, on-purged-binlog: recopy, add-column-default: recopy, on-foreign-change: warn}
                  order_a: {}
            """;

    @Test
    void aMessageMayTakeAQuarterOfMemory() {
        String file = EVERY_KEY.replace("memory: 2GiB", "memory: 512MiB");
        assertThat(parse(file).source().maxMessage()).isEqualTo(DataSize.ofMebibytes(128));
        assertThatThrownBy(() -> parse(file.replace("max-message: 128MiB", "max-message: 129MiB")))
                .hasMessageContaining("source.max-message: cannot use '129MiB', expected a size from 1MiB to 128MiB");
    }

    @Test
    void everyKeyIsRead() {
        Config config = parse(EVERY_KEY);
        assertThat(config)
                .isEqualTo(new Config(
                        new SourceConfig(
                                "[::1]:1",
                                "ks",
                                new TablePatterns(List.of("order_*", "items"), List.of("*_tmp")),
                                Optional.of(TabletType.RDONLY),
                                Duration.ofSeconds(90),
                                DataSize.ofMebibytes(128)),
                        new CatalogConfig(
                                "pond",
                                Optional.of("rest"),
                                Optional.of("http://localhost:1/"),
                                Optional.of("s3a://b/w"),
                                "a.b",
                                Map.of("io-impl", "X", "clients", "4", "ssl", "true")),
                        new CheckpointConfig(Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofHours(2)),
                        new CopyConfig(3, OptionalLong.of(50_000)),
                        DataSize.ofMebibytes(2048),
                        new TablePolicies(
                                List.of("id"),
                                List.of("day(created)"),
                                Optional.empty(),
                                3,
                                Map.of("a", "1", "b", "2"),
                                Set.of("secret"),
                                VALUES,
                                CHANGES),
                        Map.of(
                                "items",
                                new TablePolicies(
                                        List.of("x", "y"),
                                        List.of("bucket(16, x)"),
                                        Optional.of("things"),
                                        2,
                                        Map.of("a", "1", "b", "3"),
                                        Set.of("pin", "iban"),
                                        ITEMS_VALUES,
                                        ITEMS_CHANGES),
                                "order_a",
                                new TablePolicies(
                                        List.of("id"),
                                        List.of("day(created)"),
                                        Optional.empty(),
                                        3,
                                        Map.of("a", "1", "b", "2"),
                                        Set.of("secret"),
                                        VALUES,
                                        CHANGES))));
        assertThat(config.target("items")).isEqualTo("things");
        assertThat(config.target("order_z")).isEqualTo("order_z");
    }

    @Test
    void allProblemsAreReportedAtOnceWithTheirLines() {
        assertThatThrownBy(() -> parse("""
                        source:
                          vtgate: localhost
                          tabels: [a]
                        catalog: {type: jdbc, properties: {uri: x}}
                        checkpoint:
                          interval: 0.5s
                        copy: 2
                        memory: 100MB
                        table-defaults: {format-version: 1, target: x}
                        tabels: {}
                        """))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG))
                .hasMessageStartingWith("Cannot use configuration lake.yaml:")
                .hasMessageContaining("line 2: source.vtgate: cannot use 'localhost', expected VTGate's gRPC address")
                .hasMessageContaining("line 3: source.tabels: unknown key, nearest known is 'tables'")
                .hasMessageContaining("source.keyspace: not set, the name of the Vitess keyspace is required")
                .hasMessageContaining("line 4: catalog.properties: uri stands directly under catalog")
                .hasMessageContaining("line 6: checkpoint.interval: cannot use '0.5s', expected a time of at least 1s")
                .hasMessageContaining("line 7: copy: expected keys and values below it")
                .hasMessageContaining("line 8: memory: cannot use '100MB', expected a size from 256MiB to 1TiB")
                .hasMessageContaining("line 9: table-defaults.format-version: cannot use '1'")
                .hasMessageContaining("line 9: table-defaults.target: unknown key")
                .hasMessageContaining("line 10: tabels: unknown key, nearest known is 'tables'");
    }

    @Test
    void variantsNeedFormatVersionThreeAndWhereThatIsMissingIsToldOnce() {
        String remedy = "json-as: variant needs format-version: 3";
        assertThatThrownBy(() -> parse(LEAST + "tables: {orders: {json-as: variant}}"))
                .hasMessageContaining("line 3: tables.orders." + remedy);
        assertThatThrownBy(() -> parse(LEAST + "table-defaults: {format-version: 3, json-as: variant}\n"
                        + "tables: {orders: {format-version: 2}}"))
                .hasMessageContaining("tables.orders." + remedy)
                .hasMessageNotContaining("table-defaults." + remedy);
        assertThatThrownBy(() -> parse(LEAST + "table-defaults: {json-as: variant}\ntables: {orders: {key: [a]}}"))
                .hasMessageContaining("line 3: table-defaults." + remedy)
                .hasMessageNotContaining("tables.orders");
        assertThat(parse(LEAST + "tables: {orders: {json-as: variant, format-version: 3}}")
                        .policies("orders")
                        .values()
                        .jsonAs())
                .isEqualTo(JsonAs.VARIANT);
    }

    @Test
    void variablesAreReplacedAndAMissingOneIsAProblem() {
        String text = LEAST + "tables: {orders: {properties: {a: '${ONE}-${ONE}', b: '$${ONE}'}}}\n";
        assertThat(parse(text, Map.of("ONE", "1$")).policies("orders").properties())
                .isEqualTo(Map.of("a", "1$-1$", "b", "${ONE}"));
        assertThatThrownBy(() -> parse(text, Map.of()))
                .hasMessageContaining("line 3: environment variable ONE is not set");
    }

    @Test
    void aMessageShowsTheVariableAndNotItsValue() {
        assertThatThrownBy(() -> parse(LEAST + "memory: ${PASSWORD}", Map.of("PASSWORD", "hunter2")))
                .hasMessageContaining("cannot use '${PASSWORD}'")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void secretsAreNotPrinted() {
        Config config = parse("""
                source: {vtgate: "localhost:15991", keyspace: commerce}
                catalog:
                  type: jdbc
                  uri: jdbc:mysql://me:hunter2@h/db?password=hunter2&x=1
                  properties: {jdbc.password: hunter2, s3.access-key-id: hunter2, credential: hunter2, plain: shown, other: "u?token=hunter2"}
                """);
        assertThat(config.toString())
                .doesNotContain("hunter2")
                .contains("plain=shown", "jdbc:mysql://***@h/db?password=***&x=1");
        assertThat(config.catalog().options().properties()).containsEntry("jdbc.password", "hunter2");
    }

    @Test
    void aKeyGivenTwiceIsRefused() {
        assertThatThrownBy(() -> parse(LEAST + "memory: 1GiB\nmemory: 2GiB\n"))
                .hasMessageContaining("line 4: not valid YAML: Duplicate field 'memory'");
    }

    @Test
    void brokenYamlIsReportedWithItsLine() {
        assertThatThrownBy(() -> parse("source: {vtgate: a\ncatalog: ]"))
                .hasMessageContaining("line 2: not valid YAML");
        assertThatThrownBy(() -> parse("- a")).hasMessageContaining("expected sections such as 'source:'");
    }

    @Test
    void anEmptyFileNamesWhatIsRequired() {
        assertThatThrownBy(() -> parse(""))
                .hasMessageContaining("source.vtgate: not set")
                .hasMessageContaining("source.keyspace: not set")
                .hasMessageContaining("catalog.type: not set");
    }

    @Test
    void policiesOfATableThatIsNotMirroredAreRefused() {
        assertThatThrownBy(() -> parse("""
                        source: {vtgate: "localhost:15991", keyspace: commerce, tables: [order_*], exclude: [order_old]}
                        catalog: {type: jdbc}
                        tables: {order_old: {}, order_a: {target: t}, order_b: {target: t}}
                        """))
                .hasMessageContaining("order_old is not among source.tables")
                .hasMessageContaining("order_a and order_b have the same target");
    }

    @Test
    void anUnreadableFileIsAConfigurationError() {
        assertThatThrownBy(() -> Config.load(Path.of("no", "such.yaml"), Map.of()))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG))
                .hasMessageContaining("--config");
    }

    private static Config parse(String text) {
        return parse(text, Map.of());
    }

    private static Config parse(String text, Map<String, String> environment) {
        return Config.parse("lake.yaml", text, environment);
    }
}
