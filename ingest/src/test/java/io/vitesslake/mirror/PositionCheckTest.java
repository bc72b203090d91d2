package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PositionCheckTest {

    private static final String UUID = "5a5a5a5a-0000-0000-0000-000000000001:";
    private static final Shard LOW = new Shard("commerce", "-80");
    private static final Shard HIGH = new Shard("commerce", "80-");
    private static final Vgtid AT_10 = Vgtid.of(
            new TreeMap<>(Map.of(LOW, ShardPosition.at(gtids("1-10")), HIGH, ShardPosition.at(gtids("1-10")))));

    private final Map<String, ServerGtids> servers = new HashMap<>();
    private int asked;

    private static GtidSet gtids(String intervals) {
        return intervals.isEmpty() ? GtidSet.EMPTY : GtidSet.parse(UUID + intervals);
    }

    private void server(Shard shard, TabletType type, String executed, String purged) {
        servers.put(shard + " " + type, new ServerGtids(gtids(executed), gtids(purged)));
    }

    private PositionCheck check(TabletType type) {
        return new PositionCheck(
                (shard, asking) -> {
                    asked++;
                    ServerGtids server = servers.get(shard + " " + asking);
                    if (server == null) {
                        throw new CodedException(ErrorCode.SOURCE, "vtgate-unavailable", "down");
                    }
                    return server;
                },
                type);
    }

    private static void assertReason(Optional<CodedException> error, String reason, String text) {
        assertThat(error).hasValueSatisfying(e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e).hasMessageContaining(text);
        });
    }

    @Test
    void aPositionThatTheServersCanGoOnFromIsFine() {
        server(LOW, TabletType.PRIMARY, "1-20", "1-10");
        server(HIGH, TabletType.PRIMARY, "1-10", "");
        assertThat(check(TabletType.PRIMARY).before(AT_10)).isEmpty();
        assertThat(check(TabletType.PRIMARY).after(AT_10)).isEmpty();
    }

    @Test
    void purgedTransactionsThatComeNextAreNamed() {
        server(LOW, TabletType.PRIMARY, "1-20", "1-12");
        server(HIGH, TabletType.PRIMARY, "1-10", "");
        assertReason(check(TabletType.PRIMARY).before(AT_10), "purged-binlog", UUID + "11-12");
    }

    @Test
    void transactionsThatThePrimaryLacksAreLost() {
        server(LOW, TabletType.PRIMARY, "1-20", "");
        server(HIGH, TabletType.PRIMARY, "1-8", "");
        assertReason(check(TabletType.REPLICA).before(AT_10), "gtid-mismatch", UUID + "9-10");
    }

    @Test
    void aReplicaThatHasYetToRunThemLags() {
        server(LOW, TabletType.PRIMARY, "1-20", "");
        server(LOW, TabletType.REPLICA, "1-9", "");
        assertReason(check(TabletType.REPLICA).after(AT_10), "lagging-tablet", UUID + "10");
    }

    @Test
    void oneReplicaThatHasPurgedProvesNothingBeforeVtgateHasLookedAtAll() {
        server(LOW, TabletType.PRIMARY, "1-20", "1-12");
        server(LOW, TabletType.REPLICA, "1-20", "1-12");
        assertThat(check(TabletType.REPLICA).before(AT_10)).isEmpty();
        assertReason(check(TabletType.REPLICA).after(AT_10), "purged-binlog", "(REPLICA)");
    }

    @Test
    void aServerThatDoesNotAnswerExplainsNothing() {
        assertThat(check(TabletType.PRIMARY).after(AT_10)).isEmpty();
    }

    @Test
    void aCopyThatHasNoPositionYetNeedsNoBinlogs() {
        Vgtid start = ResumePlan.copyFromScratch("orders", java.util.List.of(LOW));
        assertThat(check(TabletType.PRIMARY).before(start)).isEmpty();
        assertThat(asked).isZero();
    }

    @Test
    void eachServerIsAskedOnce() {
        server(LOW, TabletType.PRIMARY, "1-20", "");
        server(HIGH, TabletType.PRIMARY, "1-20", "");
        PositionCheck check = check(TabletType.PRIMARY);
        check.before(AT_10);
        check.before(AT_10);
        assertThat(asked).isEqualTo(2);
    }
}
