package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import io.vitesslake.ddl.ChangePolicies;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.source.TableInfo;
import io.vitesslake.source.TableInfo.UniqueKey;
import io.vitesslake.source.TableInfo.VschemaType;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.TableOptions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableChecksTest {

    private static final TableChecks SHARDED = new TableChecks("commerce", true);
    private static final TableChecks UNSHARDED = new TableChecks("commerce", false);
    private static final TablePolicy NO_KEY = TestTables.policy("orders");

    @Test
    void aShardedTableIsKeyedByPrimaryKeyAndVindexColumns() {
        TableInfo info = info(List.of("id"), List.of("customer_id"), VschemaType.NORMAL, false, "InnoDB");
        assertThat(SHARDED.check(info, NO_KEY).key()).containsExactly("id", "customer_id");
    }

    @Test
    void anUnshardedTableIsKeyedByItsPrimaryKey() {
        TableInfo info = info(List.of("id"), List.of(), VschemaType.NORMAL, false, "InnoDB");
        assertThat(UNSHARDED.check(info, NO_KEY).key()).containsExactly("id");
    }

    @Test
    void whatCannotBeMirroredExactlyIsRefusedWithARemedy() {
        refused(info(List.of("id"), List.of(), VschemaType.PINNED, false, "InnoDB"), "pins it", "source.exclude");
        refused(info(List.of("id"), List.of(), VschemaType.SEQUENCE, false, "InnoDB"), "sequence", "source.exclude");
        refused(info(List.of("id"), List.of(), VschemaType.ABSENT, false, "InnoDB"), "VSchema", "Add it");
        refused(info(List.of("id"), List.of("id"), VschemaType.NORMAL, true, "InnoDB"), "cascading", "managed");
        refused(info(List.of("id"), List.of("id"), VschemaType.NORMAL, false, "MyISAM"), "MyISAM", "InnoDB");
        refused(info(List.of("id"), List.of(), VschemaType.NORMAL, false, "InnoDB"), "vindex", "Add one");
    }

    @Test
    void aKeyColumnCannotBeExcludedInAnyLetterCase() {
        TableInfo info = info(List.of("id"), List.of("customer_id"), VschemaType.NORMAL, false, "InnoDB");
        TablePolicy policy = new TablePolicy(
                "orders",
                List.of(),
                Set.of("Customer_ID", "note"),
                TableOptions.DEFAULT,
                ValuePolicies.DEFAULT,
                ChangePolicies.DEFAULT,
                DeleteMode.EQUALITY);
        assertThatThrownBy(() -> SHARDED.check(info, policy))
                .hasMessageContainingAll("without its key columns [customer_id]", "tables.orders.columns.exclude");
    }

    @Test
    void aConfiguredKeyMustBeUniqueOverAllShards() {
        TableInfo info = info(List.of("id"), List.of("customer_id"), VschemaType.NORMAL, false, "InnoDB");
        assertThat(SHARDED.check(info, key("customer_id", "code")).key()).containsExactly("customer_id", "code");
        assertThatThrownBy(() -> SHARDED.check(info, key("code"))).hasMessageContaining("vindex columns [customer_id]");
        assertThatThrownBy(() -> SHARDED.check(info, key("customer_id"))).hasMessageContaining("NOT NULL unique key");
    }

    @Test
    void withoutAPrimaryKeyTheShortestUniqueKeyIsTakenAndTheFirstByNameOfSeveral() {
        UniqueKey pair = new UniqueKey("a", List.of("x", "y"));
        UniqueKey second = new UniqueKey("c", List.of("serial"));
        UniqueKey first = new UniqueKey("b", List.of("code"));
        for (List<UniqueKey> keys : List.of(List.of(pair, second, first), List.of(first, second, pair))) {
            assertThat(UNSHARDED.check(keyless(keys), NO_KEY).key()).containsExactly("code");
            assertThat(SHARDED.check(keyless(keys), NO_KEY).key()).containsExactly("code", "customer_id");
        }
    }

    @Test
    void aTableWithoutAnyUniqueKeyIsRefusedWithARemedyThatExists() {
        for (TableChecks checks : List.of(SHARDED, UNSHARDED)) {
            assertThatThrownBy(() -> checks.check(keyless(List.of()), NO_KEY))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.reason()).isEqualTo("no-key"))
                    .hasMessageContainingAll("commerce.orders", "Add one", "source.exclude")
                    .hasMessageNotContaining("append");
        }
    }

    @Test
    void aReferenceTableIsKeyedByItsPrimaryKeyAloneAndReadFromOneShard() {
        TableInfo info = info(List.of("id"), List.of(), VschemaType.REFERENCE, false, "InnoDB");
        assertThat(SHARDED.check(info, NO_KEY).key()).containsExactly("id");
        assertThat(SHARDED.check(info, NO_KEY).reference()).isTrue();
        assertThat(SHARDED.check(info, key("code")).key()).containsExactly("code");
        assertThat(UNSHARDED.check(info, NO_KEY).reference()).isFalse();
        TableInfo normal = info(List.of("id"), List.of("id"), VschemaType.NORMAL, false, "InnoDB");
        assertThat(SHARDED.check(normal, NO_KEY).reference()).isFalse();
    }

    @Test
    void whetherACopyCanBeResumedIsAsTheSourceSays() {
        for (boolean resumable : List.of(true, false)) {
            TableInfo info = new TableInfo(
                    "orders",
                    List.of("id"),
                    List.of(),
                    List.of("id"),
                    VschemaType.NORMAL,
                    false,
                    0,
                    "InnoDB",
                    resumable);
            assertThat(SHARDED.check(info, NO_KEY).resumable()).isEqualTo(resumable);
        }
    }

    private static TableInfo keyless(List<UniqueKey> keys) {
        return new TableInfo(
                "orders", List.of(), keys, List.of("customer_id"), VschemaType.NORMAL, false, 0, "InnoDB", true);
    }

    private static void refused(TableInfo info, String... texts) {
        assertThatThrownBy(() -> SHARDED.check(info, NO_KEY))
                .hasMessageContaining("Cannot mirror commerce.orders")
                .hasMessageContainingAll(texts);
    }

    private static TablePolicy key(String... columns) {
        return new TablePolicy(
                "orders",
                List.of(columns),
                Set.of(),
                TableOptions.DEFAULT,
                ValuePolicies.DEFAULT,
                ChangePolicies.DEFAULT,
                DeleteMode.EQUALITY);
    }

    private static TableInfo info(
            List<String> primaryKey, List<String> vindex, VschemaType type, boolean cascades, String engine) {
        List<UniqueKey> unique = List.of(new UniqueKey("code", List.of("code")));
        return new TableInfo("orders", primaryKey, unique, vindex, type, cascades, 0, engine, true);
    }
}
