package io.vitesslake.source.vstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.vitess.proto.Query.ExecuteOptions.Workload;
import io.vitess.proto.Query.QueryResult;
import io.vitess.proto.Query.Row;
import io.vitess.proto.Vtgate.ExecuteResponse;
import io.vitess.proto.Vtgate.StreamExecuteRequest;
import io.vitess.proto.Vtgate.StreamExecuteResponse;
import io.vitesslake.change.CodedException;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VtgateShardQueriesTest {

    private static final Shard SHARD = new Shard("shop", "-80");
    private static final String GTIDS =
            "16b1039f-22b6-11ed-b765-0a43f95f28a3:1-5,\n26b1039f-22b6-11ed-b765-0a43f95f28a3:1-7";

    @Test
    void rowsOfAllResponsesComeFromThePrimaryInAStreamWithoutLimit() {
        List<StreamExecuteRequest> asked = new ArrayList<>();
        try (FakeVtgate vtgate = FakeVtgate.streaming((request, observer) -> {
                    asked.add(request);
                    observer.onNext(StreamExecuteResponse.getDefaultInstance());
                    observer.onNext(response(row("1", "anna"), row("2", null)));
                    observer.onNext(response(row("3", "")));
                    observer.onCompleted();
                });
                VtgateConnection connection = vtgate.connect(VStreamOptions.defaults())) {
            List<String> rows = new ArrayList<>();
            connection.shards().stream(
                    SHARD, "select id, name from t", row -> rows.add(text(row[0]) + " " + text(row[1])));
            assertThat(rows).containsExactly("1 anna", "2 null", "3 ");
        }
        assertThat(asked).singleElement().satisfies(request -> {
            assertThat(request.getSession().getTargetString()).isEqualTo("shop:-80@primary");
            assertThat(request.getSession().getOptions().getWorkload()).isEqualTo(Workload.OLAP);
            assertThat(request.getQuery().getSql()).isEqualTo("select id, name from t");
        });
    }

    @Test
    void aRefusalNamesTheShardTheStatementAndTheWayOut() {
        try (FakeVtgate vtgate = FakeVtgate.streaming((request, observer) -> observer.onError(Status.UNKNOWN
                        .withDescription("Unknown column 'x' (errno 1054)")
                        .asRuntimeException()));
                VtgateConnection connection = vtgate.connect(VStreamOptions.defaults())) {
            assertThatThrownBy(() -> connection.shards().stream(SHARD, "select x from t", row -> {}))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.reason()).isEqualTo("query-refused"))
                    .hasMessageContainingAll("shop/-80", "select x from t", "Unknown column", "start again");
        }
    }

    @Test
    void aSourceThatIsGoneIsNoRefusal() {
        try (FakeVtgate vtgate = FakeVtgate.streaming(
                        (request, observer) -> observer.onError(Status.UNAVAILABLE.asRuntimeException()));
                VtgateConnection connection = vtgate.connect(VStreamOptions.defaults())) {
            assertThatThrownBy(() -> connection.shards().stream(SHARD, "select x from t", row -> {}))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.reason()).isEqualTo("vtgate-unavailable"));
        }
    }

    @Test
    void whatAPrimaryHasExecutedIsReadOverManyLines() {
        try (FakeVtgate vtgate = new FakeVtgate((request, observer) -> {}, request -> {
                    assertThat(request.getSession().getTargetString()).isEqualTo("shop:-80@primary");
                    return ExecuteResponse.newBuilder()
                            .setResult(QueryResult.newBuilder().addRows(row(GTIDS)))
                            .build();
                });
                VtgateConnection connection = vtgate.connect(VStreamOptions.defaults())) {
            assertThat(connection.shards().executed(SHARD)).isEqualTo(GtidSet.parse(GTIDS.replace("\n", "")));
        }
    }

    private static String text(byte[] value) {
        return value == null ? "null" : new String(value, StandardCharsets.UTF_8);
    }

    private static StreamExecuteResponse response(Row... rows) {
        return StreamExecuteResponse.newBuilder()
                .setResult(QueryResult.newBuilder().addAllRows(List.of(rows)))
                .build();
    }

    private static Row row(String... values) {
        Row.Builder row = Row.newBuilder();
        StringBuilder bytes = new StringBuilder();
        for (String value : values) {
            row.addLengths(value == null ? -1 : value.length());
            bytes.append(value == null ? "" : value);
        }
        return row.setValues(ByteString.copyFromUtf8(bytes.toString())).build();
    }
}
