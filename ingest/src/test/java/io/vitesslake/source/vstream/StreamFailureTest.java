package io.vitesslake.source.vstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Signal;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TableRule;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each way in which VTGate ends a stream means, with texts that VTGate really sent. */
final class StreamFailureTest {

    private static final StreamRequest REQUEST = request(List.of(TableRule.everything("orders")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        OK                  |                                                                            | stream-ended          | true
        UNAVAILABLE         | io exception                                                               | vtgate-unavailable    | true
        CANCELLED           | failed to find a PRIMARY tablet for VStream in commerce/-80                | no-tablet             | true
        NOT_FOUND           | failed to get tablet connection to zone1-0000000101: target: commerce.-80.primary: tablet: cell:"zone1" uid:101 is either down or nonexistent | no-tablet | true
        NOT_FOUND           | something else                                                             | stream-failed         | false
        DEADLINE_EXCEEDED   | context deadline exceeded                                                  | vtgate-timeout        | true
        UNKNOWN             | target: commerce.-80.primary: something odd (errno 2013)                   | source-unknown        | true
        UNKNOWN             | table orders is not present in the database                                | missing-table         | true
        UNKNOWN             | unknown table orders in schema                                             | schema-mismatch       | false
        UNKNOWN             | cannot determine table columns for orders: event has [8]                   | schema-mismatch       | false
        UNKNOWN             | unsupported: id + 1                                                        | unsupported-filter    | false
        UNKNOWN             | Cannot replicate because the source purged required binary logs (errno 1236) | purged-binlog       | false
        UNKNOWN             | List: node doesn't exist: keyspaces/zzz/shards                             | unknown-keyspace      | false
        INVALID_ARGUMENT    | GTIDSet Mismatch: requested source position                                | gtid-mismatch         | false
        INVALID_ARGUMENT    | vgtid must have at least one value with a starting position                | bad-request           | false
        FAILED_PRECONDITION | shard provided in VGTID, -80, not found in the commerce keyspace           | unknown-shard         | false
        FAILED_PRECONDITION | column nosuch not found in table orders                                    | failed-precondition   | false
        INTERNAL            | minimal binlog_row_image is not supported by vreplication                  | partial-image         | false
        INTERNAL            | not all journaling participants are in the stream                          | shards-replaced       | false
        INTERNAL            | RST_STREAM closed stream. HTTP/2 error code: INTERNAL_ERROR                | vtgate-unavailable    | true
        INTERNAL            | Encountered end-of-stream mid-frame                                        | vtgate-unavailable    | true
        RESOURCE_EXHAUSTED  | gRPC message exceeds maximum size 4194304: 5000000                         | message-too-large     | false
        RESOURCE_EXHAUSTED  | grpc: trying to send message larger than max (17000000 vs. 16777216)       | message-too-large     | false
        RESOURCE_EXHAUSTED  | transaction pool connection limit exceeded                                 | vtgate-busy           | true
        UNAUTHENTICATED     | not authorized                                                             | access-denied         | false
        UNIMPLEMENTED       | unknown service vtgateservice.Vitess                                       | unsupported-vtgate    | false
        """)
    void isRecognised(Status.Code code, String text, String reason, boolean retryable) {
        StreamFailure failure = StreamFailure.of(code.toStatus().withDescription(text));
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.retryable()).isEqualTo(retryable);
        CodedException error = failure.error(REQUEST);
        assertThat(error.code()).isEqualTo(ErrorCode.SOURCE);
        assertThat(error).hasMessageContainingAll("orders", "k/-80", "REPLICA", failure.remedy());
        assertThat(failure.remedy()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(Status.Code.class)
    void everyCodeIsHandledEvenWithoutText(Status.Code code) {
        assertThat(StreamFailure.of(code.toStatus()).reason()).isNotBlank();
    }

    @Test
    void aTableThatATabletDoesNotKnowYetIsTriedAgainForAWhileAndThenToBlame() {
        String text =
                "target: commerce.-80.primary: vttablet: rpc error: code = Unknown desc = stream (at source tablet)"
                        + " error @ : table fresh is not present in the database";
        StreamFailure failure = StreamFailure.of(Status.UNKNOWN.withDescription(text));
        assertThat(failure.retryable()).isTrue();
        assertThat(failure.remedy()).contains("vtctldclient ReloadSchemaKeyspace", "exists on every shard");
        assertThat(failed(failure).blamesTable()).isTrue();
        assertThat(failed(StreamFailure.of(Status.UNAVAILABLE)).blamesTable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the source purged required binary logs (errno 1236)",
                "GTIDSet Mismatch: requested source position",
                "unknown table orders in schema",
                "unexpected statement type UNKNOWN in row-based replication: XA START"
            })
    void whatANewCopyRepairsNamesTheCommand(String text) {
        assertThat(StreamFailure.of(Status.UNKNOWN.withDescription(text)).remedy())
                .contains("`vitesslake recopy TABLE`");
    }

    @Test
    void aCauseBehindALongPositionIsFoundAndShown() {
        String position = "MySQL56/651b3fc3-e61d-11f1-bf3d-02fc00000001:1-3342,".repeat(40);
        StreamFailure failure =
                StreamFailure.of(Status.INTERNAL.withDescription("error getting journal event for shard GTID "
                        + position + " on tablet zone1-101: not all journaling participants are in the stream"));
        assertThat(failure.reason()).isEqualTo("shards-replaced");
        assertThat(failure.what())
                .startsWith("INTERNAL: error getting journal event")
                .endsWith("participants are in the stream")
                .hasSizeLessThan(700);
    }

    @Test
    void statementsAreNotShown() {
        Status status = Status.UNKNOWN.withDescription(
                "unexpected statement type UNKNOWN in row-based replication: \"XA START 'secret'\"");
        assertThat(StreamFailure.of(status).error(REQUEST))
                .hasMessageNotContaining("secret")
                .hasMessageContaining("statement not shown");
    }

    @Test
    void aLongListOfTablesIsShortened() {
        List<TableRule> rules = IntStream.range(0, 100)
                .mapToObj(i -> TableRule.everything("t" + i))
                .toList();
        assertThat(StreamFailure.of(Status.UNAVAILABLE).error(request(rules)))
                .hasMessageContaining("t4 and 95 more tables")
                .hasMessageNotContaining("t5,");
    }

    private static Signal.Failed failed(StreamFailure failure) {
        return new Signal.Failed(null, failure.error(REQUEST), failure.retryable());
    }

    private static StreamRequest request(List<TableRule> rules) {
        return new StreamRequest(
                Vgtid.of(Map.of(new Shard("k", "-80"), ShardPosition.CURRENT)), rules, TabletType.REPLICA);
    }
}
