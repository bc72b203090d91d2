package io.vitesslake.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.config.CheckpointConfig.MultiTableCommit;
import io.vitesslake.config.MaintenanceConfig.InSync;
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
import io.vitesslake.tables.DeleteMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                                TlsConfig.OFF,
                                AuthConfig.NOBODY,
                                Map.of(),
                                "commerce",
                                new TablePatterns(List.of("*"), List.of()),
                                Optional.empty(),
                                Duration.ofMinutes(1),
                                DataSize.ofMebibytes(64)),
                        new CatalogConfig(
                                "lake", Optional.of("jdbc"), Optional.empty(), Optional.empty(), "commerce", Map.of()),
                        new CheckpointConfig(
                                Duration.ofSeconds(30),
                                Duration.ofHours(1),
                                Duration.ofMinutes(15),
                                MultiTableCommit.AUTO),
                        new CopyConfig(2, OptionalLong.empty()),
                        new KeyIndexConfig(Optional.empty(), DataSize.ofMebibytes(10 << 10)),
                        new MaintenanceConfig(InSync.ON),
                        DataSize.ofMebibytes(1024),
                        new TablePolicies(
                                List.of(),
                                List.of(),
                                List.of(),
                                Optional.empty(),
                                2,
                                Map.of(),
                                Set.of(),
                                ValuePolicies.DEFAULT,
                                ChangePolicies.DEFAULT,
                                DeleteMode.EQUALITY),
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
                  tls: {enabled: true, ca: pom.xml, certificate: pom.xml, key: pom.xml, server-name: gate.test}
                  auth: {method: basic, user: reader, password: s3cret}
                  headers: {X-Team: lake}
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
                checkpoint: {interval: 5s, idle-interval: 10m, retry-for: 2h, multi-table-commit: off}
                copy: {parallelism: 3, max-rows-per-second: 50000}
                key-index: {directory: /srv/keys, disk: 2GiB}
                maintenance: {in-sync: off}
                memory: 2GiB
                table-defaults:
                  key: [id]
                  partition-by: [day(created)]
                  sort-by: [created desc]
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
                  deletes: position
                tables:
                  items: {key: [x, y], partition-by: ["bucket(16, x)"], sort-by: [x], target: things, format-version: 2, properties: {b: 3}, time-as: STRING, zero-dates: halt, invalid-text: replace, json-as: String, columns: {exclude: [pin, iban]}, on-truncate: halt, on-incompatible-schema: RECOPY, on-partial-image: recopy, on-purged-binlog: recopy, add-column-default: recopy, on-foreign-change: warn, deletes: equality}
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
                        everySourceKey(),
                        new CatalogConfig(
                                "pond",
                                Optional.of("rest"),
                                Optional.of("http://localhost:1/"),
                                Optional.of("s3a://b/w"),
                                "a.b",
                                Map.of("io-impl", "X", "clients", "4", "ssl", "true")),
                        new CheckpointConfig(
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(10),
                                Duration.ofHours(2),
                                MultiTableCommit.OFF),
                        new CopyConfig(3, OptionalLong.of(50_000)),
                        new KeyIndexConfig(Optional.of(Path.of("/srv/keys")), DataSize.ofMebibytes(2 << 10)),
                        new MaintenanceConfig(InSync.OFF),
                        DataSize.ofMebibytes(2048),
                        new TablePolicies(
                                List.of("id"),
                                List.of("day(created)"),
                                List.of("created desc"),
                                Optional.empty(),
                                3,
                                Map.of("a", "1", "b", "2"),
                                Set.of("secret"),
                                VALUES,
                                CHANGES,
                                DeleteMode.POSITION),
                        Map.of(
                                "items",
                                new TablePolicies(
                                        List.of("x", "y"),
                                        List.of("bucket(16, x)"),
                                        List.of("x"),
                                        Optional.of("things"),
                                        2,
                                        Map.of("a", "1", "b", "3"),
                                        Set.of("pin", "iban"),
                                        ITEMS_VALUES,
                                        ITEMS_CHANGES,
                                        DeleteMode.EQUALITY),
                                "order_a",
                                new TablePolicies(
                                        List.of("id"),
                                        List.of("day(created)"),
                                        List.of("created desc"),
                                        Optional.empty(),
                                        3,
                                        Map.of("a", "1", "b", "2"),
                                        Set.of("secret"),
                                        VALUES,
                                        CHANGES,
                                        DeleteMode.POSITION))));
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

    private static SourceConfig everySourceKey() {
        return new SourceConfig(
                "[::1]:1",
                new TlsConfig(
                        true,
                        Optional.of(Path.of("pom.xml")),
                        Optional.of(Path.of("pom.xml")),
                        Optional.of(Path.of("pom.xml")),
                        Optional.of("gate.test")),
                new AuthConfig(AuthConfig.Method.BASIC, Optional.of("reader"), Optional.of("s3cret"), Optional.empty()),
                Map.of("x-team", "lake"),
                "ks",
                new TablePatterns(List.of("order_*", "items"), List.of("*_tmp")),
                Optional.of(TabletType.RDONLY),
                Duration.ofSeconds(90),
                DataSize.ofMebibytes(128));
    }

    @Test
    void credentialsAreSentUnencryptedOnlyIfThatIsSaid() {
        String file = LEAST.replace("keyspace: commerce", "keyspace: commerce, auth: {method: bearer, password: t}");
        assertThatThrownBy(() -> parse(file))
                .hasMessageContaining("source.auth.method: the password would be sent as it is");
        assertThat(parse(file.replace("auth:", "tls: {enabled: false}, auth:"))
                        .source()
                        .auth()
                        .headers())
                .containsExactly(Map.entry("authorization", "Bearer t"));
    }

    @Test
    void halfOfTlsOrCredentialsIsRefused() {
        assertThatThrownBy(() -> parse(source("tls: {ca: pom.xml}"))).hasMessageContaining("tls.enabled: must be true");
        assertThatThrownBy(() -> parse(source("tls: {enabled: true, key: pom.xml}")))
                .hasMessageContaining("certificate and key go together");
        assertThatThrownBy(() -> parse(source("tls: {enabled: true, ca: nowhere.pem}")))
                .hasMessageContaining("source.tls.ca: cannot use 'nowhere.pem', expected a readable file");
        assertThatThrownBy(() -> parse(source("tls: {enabled: true}, auth: {method: basic, password: p}")))
                .hasMessageContaining("source.auth.user: required by this method");
        assertThatThrownBy(() -> parse(source("auth: {user: reader}"))).hasMessageContaining("source.auth.user: needs");
        assertThatThrownBy(() -> parse(source("auth: {method: static, user: reader}")))
                .hasMessageContaining("source.auth.password: required by this method, or password-file");
        assertThatThrownBy(() -> parse(
                        source("tls: {enabled: true}, auth: {method: bearer, password: p, password-file: pom.xml}")))
                .hasMessageContaining("source.auth.password-file: password is given as well");
        assertThatThrownBy(() -> parse(source("headers: {grpc-timeout: 1S}")))
                .hasMessageContaining("no header of gRPC");
    }

    @Test
    void aPasswordIsReadFromItsFileAndNeverShown(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "s3cret\n");
        String auth = "auth: {method: static, user: reader, password-file: \"" + file + "\"}";
        SourceConfig source = parse(source("tls: {enabled: true}, headers: {x-key: s3cret}, " + auth))
                .source();
        assertThat(source.auth().headers())
                .containsOnly(Map.entry("username", "reader"), Map.entry("password", "s3cret"));
        assertThat(parse(EVERY_KEY).toString() + source).doesNotContain("s3cret");
        Files.delete(file);
        assertThatThrownBy(() -> source.auth().headers()).hasMessageContaining("source.auth.password-file " + file);
    }

    private static String source(String more) {
        return LEAST.replace("keyspace: commerce", "keyspace: commerce, " + more);
    }

    private static Config parse(String text) {
        return parse(text, Map.of());
    }

    private static Config parse(String text, Map<String, String> environment) {
        return Config.parse("lake.yaml", text, environment);
    }
}
