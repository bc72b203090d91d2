package io.vitesslake.source.vstream;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.vitess.proto.Query.BoundQuery;
import io.vitess.proto.Query.ExecuteOptions;
import io.vitess.proto.Query.Row;
import io.vitess.proto.Vtgate.Session;
import io.vitess.proto.Vtgate.StreamExecuteRequest;
import io.vitess.proto.Vtgate.StreamExecuteResponse;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardQueries;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** SQL at primaries through VTGate's StreamExecute and Execute. The workload is OLAP: no limit of rows, no time limit. */
final class VtgateShardQueries implements ShardQueries {

    private static final String PRIMARY = "@primary";

    private final Channel channel;
    private final VtgateQueries queries;
    private final int maxMessageBytes;

    VtgateShardQueries(Channel channel, VtgateQueries queries, int maxMessageBytes) {
        this.channel = channel;
        this.queries = queries;
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public void stream(Shard shard, String sql, Consumer<byte[][]> row) {
        StreamExecuteRequest request = StreamExecuteRequest.newBuilder()
                .setQuery(BoundQuery.newBuilder().setSql(sql))
                .setSession(Session.newBuilder()
                        .setAutocommit(true)
                        .setTargetString(target(shard))
                        .setOptions(ExecuteOptions.newBuilder().setWorkload(ExecuteOptions.Workload.OLAP)))
                .build();
        Context.CancellableContext call = Context.current().withCancellation();
        Context before = call.attach();
        try {
            Iterator<StreamExecuteResponse> responses = ClientCalls.blockingServerStreamingCall(
                    channel,
                    VtgateMethods.STREAM_EXECUTE,
                    CallOptions.DEFAULT.withMaxInboundMessageSize(maxMessageBytes),
                    request);
            while (responses.hasNext()) {
                for (Row next : responses.next().getResult().getRowsList()) {
                    row.accept(values(next));
                }
            }
        } catch (StatusRuntimeException e) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    e.getStatus().getCode() == Status.Code.UNAVAILABLE ? "vtgate-unavailable" : "query-refused",
                    "Cannot read from " + shard + " by `" + sql + "`: " + e.getStatus()
                            + ". Check that VTGate and the primary of the shard serve, and start again.",
                    e);
        } finally {
            call.detach(before);
            call.cancel(null);
        }
    }

    @Override
    public GtidSet executed(Shard shard) {
        List<List<String>> rows = queries.rows(target(shard), "select @@global.gtid_executed", Map.of());
        return GtidSet.parse(rows.get(0).get(0).replace("\n", ""));
    }

    private static String target(Shard shard) {
        return shard.keyspace() + ":" + shard.name() + PRIMARY;
    }

    private static byte[][] values(Row row) {
        byte[][] values = new byte[row.getLengthsCount()][];
        int offset = 0;
        for (int i = 0; i < values.length; i++) {
            int length = (int) row.getLengths(i);
            if (length >= 0) {
                values[i] = row.getValues().substring(offset, offset + length).toByteArray();
                offset += length;
            }
        }
        return values;
    }
}
