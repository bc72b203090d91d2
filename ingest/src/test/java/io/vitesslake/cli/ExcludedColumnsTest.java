package io.vitesslake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.config.Config;
import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.mirror.TableIdentity;
import io.vitesslake.mirror.TablePolicy;
import io.vitesslake.mirror.TableSetup;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.KeyspaceTables;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.TableComments;
import io.vitesslake.source.TabletType;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.TableOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExcludedColumnsTest {

    private static final Shard LOW = new Shard("commerce", "-80");
    private static final Shard HIGH = new Shard("commerce", "80-");

    @TempDir
    private Path directory;

    private final List<String> asked = new ArrayList<>();

    @Test
    void aNameThatNoShardHasIsToldWithTheNearestColumn() throws IOException {
        assertThat(unknown("tables: {customer: {columns: {exclude: [pasword, EMAIL, phone]}}}"))
                .singleElement()
                .asString()
                .contains("tables.customer.columns.exclude", " pasword,", "nearest column is password.");
    }

    @Test
    void oneShardThatHasTheColumnIsEnoughInAnyLetterCase() throws IOException {
        assertThat(unknown("tables: {customer: {columns: {exclude: [PHONE, Password]}}}"))
                .isEmpty();
    }

    @Test
    void whatTheDefaultsLeaveOutNeedNotBeInEveryTable() throws IOException {
        assertThat(unknown("table-defaults: {columns: {exclude: [ssn]}}\ntables: {orders: {target: o}}"))
                .isEmpty();
        assertThat(asked).as("no question without need").isEmpty();
    }

    @Test
    void aTableThatIsGoneIsNotToldHere() throws IOException {
        assertThat(unknown("tables: {orders: {columns: {exclude: [note]}}}")).isEmpty();
        assertThat(asked).containsExactly("-80 orders", "80- orders");
    }

    private List<String> unknown(String tables) throws IOException {
        Path file = Files.writeString(directory.resolve("lake.yaml"), """
                source: {vtgate: "localhost:1", keyspace: commerce}
                catalog: {type: hadoop, warehouse: "/lake"}
                %s
                """.formatted(tables));
        return new ExcludedColumns(Config.load(file, Map.of()), new TwoShards())
                .unknown(List.of(setup("customer"), setup("orders")));
    }

    private static TableSetup setup(String table) {
        TablePolicy policy = new TablePolicy(
                table,
                List.of(),
                Set.of(),
                TableOptions.DEFAULT,
                ValuePolicies.DEFAULT,
                ChangePolicies.DEFAULT,
                DeleteMode.EQUALITY);
        return new TableSetup(new TableIdentity("commerce", table), List.of("id"), policy, 0, false, true);
    }

    /** A table customer, which one shard has changed already. */
    private final class TwoShards implements KeyspaceCatalog {

        @Override
        public List<Shard> shards() {
            return List.of(LOW, HIGH);
        }

        @Override
        public Optional<String> servedElsewhere(String table) {
            throw new AssertionError("nobody asks where " + table + " is served");
        }

        @Override
        public List<DeclaredColumn> columns(Shard shard, String table) {
            asked.add(shard.name() + " " + table);
            if (!table.equals("customer")) {
                return List.of();
            }
            List<String> names = shard.equals(LOW)
                    ? List.of("id", "password", "email")
                    : List.of("id", "password", "email", "phone");
            return names.stream()
                    .map(name -> new DeclaredColumn(name, "varchar(20)", Optional.of("utf8mb4"), false))
                    .toList();
        }

        @Override
        public boolean sharded() {
            throw new AssertionError();
        }

        @Override
        public KeyspaceTables tables() {
            throw new AssertionError();
        }

        @Override
        public TableComments comments(String table) {
            throw new AssertionError("nobody asks for comments of " + table);
        }

        @Override
        public ServerGtids gtids(Shard shard, TabletType type) {
            throw new AssertionError("nobody asks for GTIDs of " + shard);
        }

        @Override
        public boolean servesEverywhere(TabletType type) {
            throw new AssertionError();
        }
    }
}
