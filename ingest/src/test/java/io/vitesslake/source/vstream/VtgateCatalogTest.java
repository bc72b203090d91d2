package io.vitesslake.source.vstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.vitess.proto.Query.QueryResult;
import io.vitess.proto.Query.Row;
import io.vitess.proto.Vtgate.ExecuteRequest;
import io.vitess.proto.Vtgate.ExecuteResponse;
import io.vitess.proto.Vtrpc;
import io.vitesslake.change.CodedException;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.KeyspaceTables;
import io.vitesslake.source.Shard;
import io.vitesslake.source.TableComments;
import io.vitesslake.source.TableInfo;
import io.vitesslake.source.TableInfo.UniqueKey;
import io.vitesslake.source.TableInfo.VschemaType;
import io.vitesslake.source.TabletType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the catalog makes of answers in the form in which VTGate 24 gave them. */
final class VtgateCatalogTest {

    @Test
    void shardsAndTabletsOfOtherKeyspacesDoNotCount() {
        ask("shop", catalog -> {
            assertThat(catalog.shards()).containsExactly(new Shard("shop", "-80"), new Shard("shop", "80-"));
            assertThat(catalog.sharded()).isTrue();
            assertThat(catalog.servesEverywhere(TabletType.PRIMARY)).isTrue();
            assertThat(catalog.servesEverywhere(TabletType.REPLICA))
                    .as("one shard's is not serving")
                    .isFalse();
            assertThat(catalog.servesEverywhere(TabletType.RDONLY)).isFalse();
        });
        ask("misc", catalog -> assertThat(catalog.sharded()).isFalse());
    }

    @Test
    void anUnknownKeyspaceIsRefusedWithTheKnownShards() {
        ask(
                "nosuch",
                catalog -> assertThatThrownBy(catalog::shards)
                        .isInstanceOfSatisfying(
                                CodedException.class,
                                e -> assertThat(e.reason()).isEqualTo("unknown-keyspace"))
                        .hasMessageContainingAll("nosuch", "shop/-80", "source.keyspace"));
    }

    @Test
    void tablesComeWithoutViewsAndInternalOnes() {
        ask(
                "shop",
                catalog ->
                        assertThat(catalog.tables().names()).containsExactly("country", "customer", "pinned", "stray"));
    }

    @Test
    void aTablesKeysVindexAndEstimateAreKnown() {
        ask(
                "shop",
                catalog -> assertThat(catalog.tables().table("customer"))
                        .isEqualTo(new TableInfo(
                                "customer",
                                List.of("region", "id"),
                                List.of(new UniqueKey("email", List.of("email"))),
                                List.of("region", "id"),
                                VschemaType.NORMAL,
                                true,
                                84,
                                "InnoDB",
                                true)));
    }

    @Test
    void aCopyIsResumableWhenMysqlSortsItsKeyAsTheTextOfTheLastOne() {
        ask("shop", catalog -> {
            assertThat(catalog.tables().table("country").resumableCopy())
                    .as("ENUM key")
                    .isFalse();
            assertThat(catalog.tables().table("stray").resumableCopy())
                    .as("one of the keys that VTGate may choose holds a SET")
                    .isFalse();
        });
        ask("misc", catalog -> {
            assertThat(catalog.tables().table("plain").resumableCopy())
                    .as("every key that VTGate may choose is fine; the nullable one it may not")
                    .isTrue();
            assertThat(catalog.tables().table("keyless").resumableCopy()).isFalse();
            assertThat(catalog.tables().table("expression").resumableCopy())
                    .as("VTGate forgets the part that is an expression")
                    .isFalse();
            assertThat(catalog.tables().table("float").resumableCopy()).isFalse();
            assertThat(catalog.tables().table("bits").resumableCopy()).isFalse();
            assertThat(catalog.tables().table("prefix").resumableCopy())
                    .as("ß and ss are equal as a whole and differ in their first letter")
                    .isFalse();
        });
    }

    @Test
    void aTableThatMoveTablesHasSwitchedIsServedElsewhere() {
        ask("shop", catalog -> {
            assertThat(catalog.servedElsewhere("moved_away")).contains("keyspace other");
            assertThat(catalog.servedElsewhere("moved_and_kept"))
                    .as("completed with --keep-data: the old keyspace refuses queries")
                    .contains("another keyspace");
            assertThat(catalog.servedElsewhere("moved_back")).isEmpty();
            assertThat(catalog.servedElsewhere("country")).isEmpty();
        });
    }

    @Test
    void theVschemaTypeFollowsFromVindexesCommentAndKeyspace() {
        ask("shop", catalog -> {
            assertThat(catalog.tables().table("country").vschemaType()).isEqualTo(VschemaType.REFERENCE);
            assertThat(catalog.tables().table("country").estimatedRows())
                    .as("every shard has the same rows")
                    .isEqualTo(3);
            assertThat(catalog.tables().table("pinned").vschemaType()).isEqualTo(VschemaType.PINNED);
            assertThat(catalog.tables().table("stray").vschemaType()).isEqualTo(VschemaType.ABSENT);
            assertThat(catalog.tables().table("stray").cascadingForeignKey()).isFalse();
        });
        ask("misc", catalog -> {
            assertThat(catalog.tables().table("my_seq").vschemaType()).isEqualTo(VschemaType.SEQUENCE);
            assertThat(catalog.tables().table("plain").vschemaType()).isEqualTo(VschemaType.NORMAL);
            assertThat(catalog.tables().table("plain").vindexColumns()).isEmpty();
        });
    }

    @Test
    void anUnknownTableIsRefused() {
        ask(
                "shop",
                catalog -> assertThatThrownBy(() -> catalog.tables().table("nosuch"))
                        .isInstanceOfSatisfying(
                                CodedException.class,
                                e -> assertThat(e.reason()).isEqualTo("unknown-table"))
                        .hasMessageContainingAll("nosuch", "shop", "source.tables"));
    }

    @Test
    void commentsOfATableAndItsColumnsAreToldAndMayBeNone() {
        ask("shop", this::answerOfComments, catalog -> {
            assertThat(catalog.comments("customer"))
                    .isEqualTo(new TableComments("Who buys", Map.of("kind", "private; firm", "email", "as given")));
            assertThat(catalog.comments("plain")).isEqualTo(TableComments.NONE);
        });
    }

    private ExecuteResponse answerOfComments(ExecuteRequest request) {
        String sql = request.getQuery().getSql();
        boolean told = request.getQuery()
                .getBindVariablesOrThrow("tbl")
                .getValue()
                .toStringUtf8()
                .equals("customer");
        if (sql.startsWith("select column_name, column_comment from information_schema.columns")) {
            return told ? rows("kind|private; firm", "email|as given") : rows();
        }
        return sql.startsWith("select table_comment from information_schema.tables") && told
                ? rows("Who buys")
                : rows("");
    }

    @Test
    void aTableThatIsDroppedBeforeItIsLookedAtIsToldAsUnknownAndNotAsOneWithoutKeys() {
        AtomicBoolean dropped = new AtomicBoolean();
        ask(
                "misc",
                request -> {
                    boolean names = request.getQuery().getSql().contains("information_schema.tables");
                    return names && !dropped.get() ? rows("fleeting|1|InnoDB|") : answer(request);
                },
                catalog -> {
                    KeyspaceTables tables = catalog.tables();
                    assertThat(tables.table("fleeting").primaryKey())
                            .as("a table without keys")
                            .isEmpty();
                    dropped.set(true);
                    assertThatThrownBy(() -> tables.table("fleeting"))
                            .isInstanceOfSatisfying(
                                    CodedException.class,
                                    e -> assertThat(e.reason()).isEqualTo("unknown-table"))
                            .hasMessageContainingAll("fleeting", "dropped or renamed");
                });
    }

    @Test
    void aPrimaryThatIsDownIsNoRefusalOfATable() {
        ask(
                "shop",
                request -> request.getQuery().getSql().contains("information_schema.statistics")
                        ? refused(Vtrpc.Code.UNAVAILABLE, "target: shop.80-.primary: no healthy tablet available")
                        : answer(request),
                catalog -> {
                    KeyspaceTables tables = catalog.tables();
                    assertThatThrownBy(() -> tables.table("customer"))
                            .isInstanceOfSatisfying(CodedException.class, e -> {
                                assertThat(e.reason()).isEqualTo("no-tablet");
                                assertThat(e.code().exitCode()).isEqualTo(3);
                            })
                            .hasMessageContainingAll("no healthy tablet available", "start again");
                });
    }

    private static void ask(String keyspace, Consumer<KeyspaceCatalog> question) {
        ask(keyspace, VtgateCatalogTest::answer, question);
    }

    private static void ask(
            String keyspace, Function<ExecuteRequest, ExecuteResponse> answers, Consumer<KeyspaceCatalog> question) {
        try (FakeVtgate vtgate = new FakeVtgate((request, observer) -> {}, answers);
                VtgateConnection connection = vtgate.connect(VStreamOptions.defaults())) {
            question.accept(connection.keyspace(keyspace));
        }
    }

    private static ExecuteResponse answer(ExecuteRequest request) {
        String sql = request.getQuery().getSql();
        boolean shop = request.getSession().getTargetString().equals("shop");
        if (sql.equals("show vitess_shards")) {
            return rows("misc/0", "shop/80-", "shop/-80", "shopping/-");
        } else if (sql.equals("show vitess_tablets")) {
            return rows(
                    "zone1|shop|-80|PRIMARY|SERVING|zone1-101|host|2026-11-21T07:46:13Z",
                    "zone1|shop|80-|PRIMARY|SERVING|zone1-102|host|2026-11-21T07:46:13Z",
                    "zone1|shop|-80|REPLICA|SERVING|zone1-103|host|",
                    "zone1|shop|80-|REPLICA|NOT_SERVING|zone1-104|host|",
                    "zone1|misc|0|RDONLY|SERVING|zone1-105|host|");
        } else if (sql.equals("show vschema keyspaces")) {
            return rows("misc|false|unmanaged|", "shop|true|unmanaged|");
        } else if (sql.equals("show vschema vindexes on `customer`")) {
            return rows(
                    "region, id|region|region_experimental|region_bytes=1|", "email|lookup|lookup_unique||customer");
        } else if (sql.equals("show vschema vindexes on `country`")
                || sql.equals("show vschema vindexes on `pinned`")) {
            return rows();
        } else if (sql.startsWith("vexplain plan select 1 from `moved_")) {
            return rows("{\n\t\"OperatorType\": \"Route\",\n\t\"Keyspace\": {\n\t\t\"Name\": \""
                    + (sql.contains("away") ? "other" : "shop") + "\",\n\t\t\"Sharded\": false\n\t}\n}");
        } else if (sql.equals("select 1 from `moved_and_kept` limit 0")) {
            return refused("vttablet: rpc error: code = FailedPrecondition desc = disallowed due to rule: enforce"
                    + " denied tables (CallerID: userData1)");
        } else if (sql.startsWith("vexplain plan select 1 from")) {
            return rows("{\n\t\"OperatorType\": \"Route\",\n\t\"Variant\": \""
                    + (sql.endsWith("`country`") ? "Reference" : "EqualUnique") + "\"\n}");
        } else if (sql.startsWith("show vschema vindexes on")) {
            return refused("VT05005: table 'stray' does not exist in keyspace 'shop'");
        } else if (sql.contains("information_schema.tables")) {
            return shop ? shopTables() : miscTables();
        } else if (sql.contains("information_schema.statistics")) {
            return shop ? shopIndexes() : miscIndexes();
        } else if (sql.contains("information_schema.columns")
                && sql.contains("in ('enum', 'set', 'bit', 'float', 'double')")
                && sql.contains(
                        "character_set_name not in ('utf8', 'utf8mb3', 'utf8mb4', 'ascii', 'latin1', 'binary')")) {
            return rows("customer|kind", "country|kind", "stray|flags", "plain|kind", "float|f", "bits|b");
        } else if (sql.contains("referential_constraints")) {
            return rows("customer|NO ACTION|SET NULL", "country|NO ACTION|RESTRICT");
        }
        return rows();
    }

    private static ExecuteResponse shopTables() {
        return rows(
                "stray||InnoDB|",
                "customer|42|InnoDB|",
                "country|3|InnoDB|",
                "pinned|3|InnoDB|",
                "_vt_hld_1|0|InnoDB|");
    }

    private static ExecuteResponse miscTables() {
        return rows(
                "my_seq|1|InnoDB|vitess_sequence",
                "plain|1|InnoDB|",
                "keyless|1|InnoDB|",
                "expression|1|InnoDB|",
                "float|1|InnoDB|",
                "bits|1|InnoDB|",
                "prefix|1|InnoDB|");
    }

    /** Table, index, column, prefix length, nullable. */
    private static ExecuteResponse shopIndexes() {
        return rows(
                "country|PRIMARY|id||",
                "country|PRIMARY|kind||",
                "customer|PRIMARY|region||",
                "customer|PRIMARY|id||",
                "customer|email|email||",
                "customer|kind|kind||YES",
                "customer|pre|note|3|",
                "customer|expr|||",
                "stray|a|id||",
                "stray|b|id||",
                "stray|b|flags||");
    }

    private static ExecuteResponse miscIndexes() {
        return rows(
                "bits|PRIMARY|b||",
                "expression|a|id||",
                "expression|a|||",
                "float|PRIMARY|f||",
                "plain|a|id||",
                "plain|b|kind||YES",
                "prefix|PRIMARY|note|3|");
    }

    /** Cells separated by a bar. */
    private static ExecuteResponse rows(String... lines) {
        QueryResult.Builder result = QueryResult.newBuilder();
        for (String line : lines) {
            Row.Builder row = result.addRowsBuilder();
            for (String cell : line.split("\\|", -1)) {
                row.addLengths(cell.length());
            }
            row.setValues(ByteString.copyFromUtf8(line.replace("|", "")));
        }
        return ExecuteResponse.newBuilder().setResult(result).build();
    }

    private static ExecuteResponse refused(String message) {
        return refused(Vtrpc.Code.NOT_FOUND, message);
    }

    private static ExecuteResponse refused(Vtrpc.Code code, String message) {
        return ExecuteResponse.newBuilder()
                .setError(Vtrpc.RPCError.newBuilder().setCode(code).setMessage(message))
                .build();
    }
}
