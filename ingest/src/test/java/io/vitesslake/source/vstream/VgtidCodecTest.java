package io.vitesslake.source.vstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import binlogdata.Binlogdata.VGtid;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.change.CodedException;
import io.vitesslake.decode.Recordings;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Vgtid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real positions through both forms and back. */
final class VgtidCodecTest {

    private static final String UUID = "0a4ba4f5-5ad5-11ef-8a2c-0242ac110002";

    @ParameterizedTest
    @ValueSource(strings = {"all_types_copy", "all_types_running", "reshard", "schema_evolution"})
    void aRecordedPositionSurvivesBothForms(String recording) throws InvalidProtocolBufferException {
        List<VGtid> messages = positions(recording);
        assertThat(messages).isNotEmpty();
        for (VGtid message : messages) {
            Vgtid vgtid = VgtidCodec.fromMessage(message);
            assertThat(VgtidCodec.fromMessage(VgtidCodec.toMessage(vgtid))).isEqualTo(vgtid);
            assertThat(VgtidCodec.fromJson(VgtidCodec.toJson(vgtid))).isEqualTo(vgtid);
            assertThat(VgtidCodec.toMessage(vgtid).getShardGtidsList())
                    .containsExactlyInAnyOrderElementsOf(message.getShardGtidsList());
        }
    }

    @Test
    void theRecordedCopyHoldsLastKeys() throws InvalidProtocolBufferException {
        assertThat(positions("all_types_copy"))
                .anySatisfy(message -> assertThat(message.getShardGtidsList())
                        .anySatisfy(shard -> assertThat(shard.getTablePKsList())
                                .anySatisfy(
                                        table -> assertThat(table.hasLastpk()).isTrue())));
    }

    @Test
    void theTextUsesTheNamesOfTheProtoAndSortsShards() {
        Vgtid vgtid = Vgtid.of(Map.of(
                new Shard("k", "80-"), ShardPosition.at(GtidSet.parse(UUID + ":1-5")),
                new Shard("k", "-80"), ShardPosition.copyFromStart("orders")));
        assertThat(VgtidCodec.toJson(vgtid))
                .isEqualTo(
                        "{\"shard_gtids\":[{\"keyspace\":\"k\",\"shard\":\"-80\",\"table_p_ks\":[{\"table_name\":\"orders\"}]},"
                                + "{\"keyspace\":\"k\",\"shard\":\"80-\",\"gtid\":\"MySQL56/" + UUID + ":1-5\"}]}");
    }

    @Test
    void aShardThatNeverRanATransactionIsNotCopiedAgain() {
        Vgtid vgtid = Vgtid.of(Map.of(new Shard("k", "-"), ShardPosition.at(GtidSet.EMPTY)));
        assertThat(VgtidCodec.toMessage(vgtid).getShardGtids(0).getGtid()).isEqualTo("MySQL56/");
        assertThat(VgtidCodec.fromJson(VgtidCodec.toJson(vgtid))).isEqualTo(vgtid);
    }

    @Test
    void emptyAndCurrentAreKeptApart() {
        for (ShardPosition position : List.of(ShardPosition.EMPTY, ShardPosition.CURRENT)) {
            Vgtid vgtid = Vgtid.of(Map.of(new Shard("k", "-"), position));
            assertThat(VgtidCodec.fromJson(VgtidCodec.toJson(vgtid))).isEqualTo(vgtid);
        }
    }

    @Test
    void aTextThatIsNoPositionIsRefusedWithTheRemedy() {
        for (String text : List.of("", "{}", "{\"shard_gtids\":[{\"shrad\":\"-80\"}]}", "[1]", "current")) {
            assertThatThrownBy(() -> VgtidCodec.fromJson(text))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.reason()).isEqualTo("invalid-position"))
                    .hasMessageContainingAll("vitess.vgtid", "vitesslake recopy TABLE");
        }
    }

    private static List<VGtid> positions(String recording) throws InvalidProtocolBufferException {
        List<VGtid> positions = new ArrayList<>();
        for (byte[] response : Recordings.read(recording)) {
            for (VEvent event : VStreamResponse.parseFrom(response).getEventsList()) {
                if (event.getType() == VEventType.VGTID) {
                    positions.add(event.getVgtid());
                }
            }
        }
        return positions;
    }
}
