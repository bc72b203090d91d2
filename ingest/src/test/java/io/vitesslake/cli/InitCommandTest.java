package io.vitesslake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.config.Config;
import io.vitesslake.source.vstream.ShopVtgate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code init} writes is a configuration, and one that {@code tables} finds nothing wrong with. */
final class InitCommandTest {

    @TempDir
    private Path directory;

    @Test
    void whatItWritesPassesTables() {
        Path file = directory.resolve("shop.yaml");
        try (ShopVtgate vtgate = ShopVtgate.of("customer", "keyless", "orders", "scenes", "shop_seq")) {
            Ran ran = Ran.command("init", "--vtgate", vtgate.address(), "--output", file.toString());
            assertThat(ran.err()).isEmpty();
            assertThat(ran.exitCode()).isZero();
            assertThat(ran.out()).contains("Wrote " + file, "vitesslake tables --config " + file);
            Ran tables = Ran.command("tables", "--config", file.toString());
            assertThat(tables.exitCode()).isZero();
            assertThat(tables.out().lines().map(line -> line.split(" ")[0]))
                    .containsExactly("TABLE", "customer", "orders");
        }
    }

    @Test
    void whatCannotBeMirroredIsLeftOutWithTheReason() {
        try (ShopVtgate vtgate = ShopVtgate.of("customer", "shop_seq")) {
            String text = Ran.command("init", "--vtgate", vtgate.address()).out();
            assertThat(text)
                    .contains(
                            "    # Cannot mirror shop.shop_seq: it is a Vitess sequence",
                            "    - \"shop_seq\"\n",
                            "#   customer: key id, about 2,400 rows\n");
            Config config = Config.parse("init", text, Map.of());
            assertThat(config.source().keyspace()).isEqualTo("shop");
            assertThat(config.source().tables().exclude()).containsExactly("shop_seq");
        }
    }

    @Test
    void aWarehouseIsADirectoryOrAUri() {
        try (ShopVtgate vtgate = ShopVtgate.of("customer")) {
            String local = Ran.command("init", "--vtgate", vtgate.address(), "--warehouse", directory + "/a/w")
                    .out();
            Config config = Config.parse("init", local, Map.of());
            assertThat(config.catalog().warehouse()).contains("file://" + directory + "/a/w");
            assertThat(config.catalog().uri()).contains("jdbc:sqlite:" + directory + "/a/catalog.db");
            String remote = Ran.command("init", "--vtgate", vtgate.address(), "--warehouse", "s3://bucket/${lake}")
                    .out();
            assertThat(Config.parse("init", remote, Map.of()).catalog().warehouse())
                    .contains("s3://bucket/${lake}");
        }
    }

    @Test
    void ofSeveralKeyspacesOneMustBeChosen() {
        try (ShopVtgate vtgate = ShopVtgate.of("customer").beside("logs")) {
            Ran ran = Ran.command("init", "--vtgate", vtgate.address());
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).contains("Cannot choose a keyspace", vtgate.address(), "[logs, shop]", "--keyspace");
            assertThat(Ran.command("init", "--vtgate", vtgate.address(), "--keyspace", "shop")
                            .out())
                    .contains("keyspace: \"shop\"");
            Ran unknown = Ran.command("init", "--vtgate", vtgate.address(), "--keyspace", "shpo");
            assertThat(unknown.exitCode()).isEqualTo(2);
            assertThat(unknown.err()).contains("Cannot find keyspace shpo", "[logs, shop]");
        }
    }

    @Test
    void aFileThatExistsIsNotOverwritten() throws IOException {
        Path file = Files.writeString(directory.resolve("mine.yaml"), "mine");
        try (ShopVtgate vtgate = ShopVtgate.of("customer")) {
            Ran ran = Ran.command("init", "--vtgate", vtgate.address(), "--output", file.toString());
            assertThat(ran.exitCode()).isEqualTo(2);
            assertThat(ran.err()).contains("Cannot write " + file + ": it exists", "[file-exists]");
            assertThat(vtgate.asked()).isEmpty();
        }
        assertThat(file).hasContent("mine");
    }

    @Test
    void aKeyspaceOfWhichNothingCanBeMirroredIsTold() {
        try (ShopVtgate vtgate = ShopVtgate.of("keyless", "shop_seq")) {
            Ran ran = Ran.command("init", "--vtgate", vtgate.address());
            assertThat(ran.exitCode()).isEqualTo(3);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).contains("keyspace shop", "Vitess sequence", "neither a primary key", "[no-tables]");
        }
    }

    @Test
    void aVtgateBehindTlsAndAPasswordIsAskedAsTheConfigurationWillAskIt() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "pa$${ss");
        try (ShopVtgate vtgate = ShopVtgate.encrypted(directory, "vtgate.test", "customer")) {
            String text = Ran.command(
                            "init",
                            "--vtgate",
                            vtgate.address(),
                            "--tls-ca",
                            directory.resolve("vtgate.test.pem").toString(),
                            "--tls-server-name",
                            "vtgate.test",
                            "--user",
                            "reader",
                            "--password-file",
                            password.toString())
                    .out();
            String told = "Basic " + Base64.getEncoder().encodeToString("reader:pa$${ss".getBytes(UTF_8));
            assertThat(vtgate.authorizations()).isNotEmpty().allMatch(told::equals);
            assertThat(text).contains("customer").doesNotContain("If VTGate asks", "pa$");
            int before = vtgate.authorizations().size();
            Path file = Files.writeString(directory.resolve("shop.yaml"), text);
            assertThat(Ran.command("tables", "--config", file.toString()).exitCode())
                    .isZero();
            assertThat(vtgate.authorizations()).hasSizeGreaterThan(before);
        }
    }

    @Test
    void aPasswordInTheEnvironmentStaysThere() {
        Ran ran = Ran.command(
                "init",
                "--vtgate",
                "localhost:1",
                "--tls",
                "--user",
                "reader",
                "--password-env",
                "NO_SUCH_VARIABLE_HERE");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("environment variable NO_SUCH_VARIABLE_HERE is not set");
    }

    @Test
    void credentialsThatWouldGoUnencryptedAreRefusedUnlessThatIsMeant() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "secret");
        List<String> words =
                List.of("init", "--vtgate", "localhost:1", "--user", "reader", "--password-file", password.toString());
        Ran refused = Ran.command(words.toArray(String[]::new));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("source.tls.enabled");
        try (ShopVtgate vtgate = ShopVtgate.of("customer")) {
            List<String> meant = new ArrayList<>(words);
            meant.set(2, vtgate.address());
            meant.add("--no-tls");
            assertThat(Ran.command(meant.toArray(String[]::new)).out())
                    .contains("  tls: {enabled: false}\n  auth: {method: \"basic\", user: \"reader\",");
            assertThat(vtgate.authorizations()).isNotEmpty();
        }
    }

    @Test
    void aWrongAddressIsRefusedBeforeAnybodyIsAsked() {
        Ran ran = Ran.command("init", "--vtgate", "localhost");
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("vtgate", "localhost:15991");
    }
}
