package io.vitesslake.source.vstream;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.vitess.proto.Query;
import io.vitess.proto.Query.BindVariable;
import io.vitess.proto.Query.BoundQuery;
import io.vitess.proto.Query.Row;
import io.vitess.proto.Vtgate.ExecuteRequest;
import io.vitess.proto.Vtgate.ExecuteResponse;
import io.vitess.proto.Vtgate.Session;
import io.vitess.proto.Vtrpc.Code;
import io.vitess.proto.Vtrpc.RPCError;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Small queries through VTGate's Execute; each stands alone (autocommit). Blocks the caller; thread-safe. */
final class VtgateQueries {

    private final Channel channel;
    private final Duration timeout;

    VtgateQueries(Channel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
    }

    /** The same with another time that VTGate may take to answer. */
    VtgateQueries within(Duration time) {
        return new VtgateQueries(channel, time);
    }

    /** A query that VTGate refused. Its text is VTGate's own. */
    static final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /**
     * The rows of a result, values as text; SQL NULL is the empty text.
     *
     * @param keyspace what unqualified names refer to, or empty
     * @throws CodedException SOURCE {@code vtgate-unavailable} when VTGate does not answer, {@code no-tablet} when
     * no tablet serves, {@code query-refused} when it answers another error
     */
    List<List<String>> rows(String keyspace, String sql, Map<String, String> variables) {
        try {
            return tryRows(keyspace, sql, variables);
        } catch (Refused e) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "query-refused",
                    "Cannot ask VTGate `" + sql + "`: " + e.getMessage()
                            + ". Check source.keyspace, and that the user may read information_schema.");
        }
    }

    List<List<String>> tryRows(String keyspace, String sql, Map<String, String> variables) throws Refused {
        ExecuteRequest.Builder request = ExecuteRequest.newBuilder()
                .setSession(Session.newBuilder().setAutocommit(true).setTargetString(keyspace));
        BoundQuery.Builder query = request.getQueryBuilder().setSql(sql);
        variables.forEach((name, value) -> query.putBindVariables(
                name,
                BindVariable.newBuilder()
                        .setType(Query.Type.VARCHAR)
                        .setValue(ByteString.copyFromUtf8(value))
                        .build()));
        ExecuteResponse response = call(request.build(), sql);
        if (response.hasError() && response.getError().getCodeValue() != 0) {
            if (isWithoutTablet(response.getError())) {
                throw new CodedException(
                        ErrorCode.SOURCE,
                        "no-tablet",
                        "Cannot ask VTGate `" + sql + "`: "
                                + response.getError().getMessage()
                                + ". Check that every shard has a healthy primary, and start again.");
            }
            throw new Refused(response.getError().getMessage());
        }
        List<List<String>> rows = new ArrayList<>(response.getResult().getRowsCount());
        for (Row row : response.getResult().getRowsList()) {
            rows.add(values(row));
        }
        return rows;
    }

    // As while a primary restarts: it says nothing about the tables.
    private static boolean isWithoutTablet(RPCError error) {
        return error.getCodeValue() == Code.UNAVAILABLE_VALUE || error.getCodeValue() == Code.CLUSTER_EVENT_VALUE;
    }

    private ExecuteResponse call(ExecuteRequest request, String sql) {
        try {
            return ClientCalls.blockingUnaryCall(
                    channel,
                    VtgateMethods.EXECUTE,
                    CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS),
                    request);
        } catch (StatusRuntimeException e) {
            StreamFailure failure = StreamFailure.of(e.getStatus());
            throw new CodedException(
                    ErrorCode.SOURCE,
                    failure.reason(),
                    "Cannot ask VTGate `" + sql + "`: " + failure.what() + ". " + failure.remedy());
        }
    }

    private static List<String> values(Row row) {
        List<String> values = new ArrayList<>(row.getLengthsCount());
        int offset = 0;
        for (long length : row.getLengthsList()) {
            int size = (int) Math.max(0, length);
            values.add(row.getValues().substring(offset, offset + size).toStringUtf8());
            offset += size;
        }
        return values;
    }
}
