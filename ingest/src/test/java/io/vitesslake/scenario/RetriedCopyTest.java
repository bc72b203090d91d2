package io.vitesslake.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import binlogdata.Binlogdata.RowChange;
import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.TableLastPK;
import binlogdata.Binlogdata.VEvent;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.decode.Recordings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What one stream shows when VTGate resumes the copy of its only table by itself: a real recording in which the SELECT of shard -80
 * was ended by its time limit again and again while writers ran. Nothing else tells of it, so a client must go by these signs.
 */
final class RetriedCopyTest {

    private static final String RETRIED = "-80";
    private static final String UNDISTURBED = "80-";

    private static final Map<String, Seen> SHARDS = new HashMap<>();

    /** What one shard sent. */
    private static final class Seen {

        private final List<VEvent> open = new ArrayList<>();
        private final Map<Long, String> rows = new HashMap<>();
        private final List<Boolean> copyFieldsAfterALastKey = new ArrayList<>();
        private ShardGtid at = ShardGtid.getDefaultInstance();
        private long lastCopied = Long.MIN_VALUE;
        private int unseenBeforeAnySign;
        private int unseenWhileCopying;
        private int unseenAfterwards;
        private int copiedAgain;
        private int unfinished;
        private boolean resumed;

        private boolean hasLastKey() {
            return at.getTablePKsList().stream().anyMatch(TableLastPK::hasLastpk);
        }

        private boolean isCopying() {
            return at.getTablePKsCount() > 0;
        }
    }

    @BeforeAll
    static void read() throws InvalidProtocolBufferException {
        SHARDS.clear();
        for (byte[] response : Recordings.read("retried_copy")) {
            VStreamResponse.parseFrom(response).getEventsList().stream()
                    .filter(event -> !event.getShard().isEmpty())
                    .forEach(event -> take(SHARDS.computeIfAbsent(event.getShard(), s -> new Seen()), event));
        }
    }

    private static void take(Seen shard, VEvent event) {
        switch (event.getType()) {
            case BEGIN -> shard.unfinished += shard.open.isEmpty() ? 0 : 1;
            case FIELD -> {
                if (event.getTimestamp() == 0) {
                    shard.copyFieldsAfterALastKey.add(shard.hasLastKey());
                }
                shard.resumed |= shard.hasLastKey();
            }
            default -> {}
        }
        shard.open.add(event);
        switch (event.getType()) {
            case COMMIT, OTHER, DDL, COPY_COMPLETED -> {
                shard.open.forEach(of -> apply(shard, of));
                shard.open.clear();
            }
            default -> {}
        }
    }

    private static void apply(Seen shard, VEvent event) {
        event.getVgtid().getShardGtidsList().stream()
                .filter(at -> at.getShard().equals(event.getShard()))
                .forEach(at -> shard.at = at);
        for (RowChange change : event.getRowEvent().getRowChangesList()) {
            if (change.hasBefore()) {
                List<String> before = ShardLines.values(change.getBefore());
                String held = shard.rows.remove(Long.valueOf(before.get(0)));
                if (!before.toString().equals(held)) {
                    shard.unseenBeforeAnySign += shard.resumed ? 0 : 1;
                    shard.unseenWhileCopying += shard.isCopying() ? 1 : 0;
                    shard.unseenAfterwards += shard.isCopying() ? 0 : 1;
                }
            }
            if (change.hasAfter()) {
                List<String> after = ShardLines.values(change.getAfter());
                long key = Long.parseLong(after.get(0));
                boolean known = shard.rows.put(key, after.toString()) != null;
                if (event.getTimestamp() == 0) {
                    assertThat(key).isGreaterThan(shard.lastCopied);
                    shard.lastCopied = key;
                    shard.copiedAgain += known ? 1 : 0;
                }
            }
        }
    }

    @Test
    void everyResumeShowsAsACopyFieldOnAShardThatListsALastKey() {
        List<Boolean> fields = SHARDS.get(RETRIED).copyFieldsAfterALastKey;
        assertThat(fields).hasSizeGreaterThan(2).startsWith(false);
        assertThat(fields.subList(1, fields.size())).containsOnly(true);
        assertThat(SHARDS.get(UNDISTURBED).copyFieldsAfterALastKey).containsExactly(false);
    }

    @Test
    void catchUpBringsKeysThatTheCopyBringsAgainAndOnlyAfterASign() {
        Seen shard = SHARDS.get(RETRIED);
        assertThat(shard.unseenWhileCopying).isPositive();
        assertThat(shard.copiedAgain).isPositive();
        assertThat(shard.unseenBeforeAnySign).isZero();
        Seen undisturbed = SHARDS.get(UNDISTURBED);
        assertThat(undisturbed.unseenWhileCopying + undisturbed.copiedAgain).isZero();
    }

    @Test
    void changesAreExactOnceTheCopyHasEnded() {
        assertThat(SHARDS.values()).allSatisfy(shard -> {
            assertThat(shard.isCopying()).isFalse();
            assertThat(shard.unseenAfterwards).isZero();
        });
    }

    @Test
    void noTransactionIsLeftUnfinished() {
        assertThat(SHARDS.values())
                .allSatisfy(shard -> assertThat(shard.unfinished).isZero());
    }
}
