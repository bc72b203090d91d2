package io.vitesslake.source.vstream;

import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.TableLastPK;
import binlogdata.Binlogdata.VGtid;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.vitess.proto.Query.QueryResult;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.decode.VgtidDecoder;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.TablePk;
import io.vitesslake.source.Vgtid;
import io.vitesslake.source.VgtidText;
import java.util.Map;
import java.util.TreeMap;

/**
 * Positions as {@code binlogdata.VGtid} and as its canonical JSON: protobuf's JSON mapping with the field names of
 * binlogdata.proto, no white space, shards and tables sorted. Equal positions have equal text, and nothing is lost on
 * the way back.
 */
public final class VgtidCodec {

    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();
    private static final JsonFormat.Parser PARSER = JsonFormat.parser();

    private VgtidCodec() {}

    public static VGtid toMessage(Vgtid vgtid) {
        VGtid.Builder message = VGtid.newBuilder();
        for (Shard shard : vgtid.shards()) {
            ShardPosition position = vgtid.position(shard);
            ShardGtid.Builder shardGtid = message.addShardGtidsBuilder()
                    .setKeyspace(shard.keyspace())
                    .setShard(shard.name())
                    .setGtid(VgtidDecoder.gtidText(position));
            for (TablePk tablePk : position.tablePks()) {
                shardGtid.addTablePKs(toMessage(tablePk));
            }
        }
        return message.build();
    }

    /** @throws CodedException SOURCE when it holds GTIDs that are not supported */
    public static Vgtid fromMessage(VGtid message) {
        Map<Shard, ShardPosition> positions = new TreeMap<>();
        for (ShardGtid shardGtid : message.getShardGtidsList()) {
            Shard shard = new Shard(shardGtid.getKeyspace(), shardGtid.getShard());
            positions.put(shard, VgtidDecoder.position(shardGtid));
        }
        return Vgtid.of(positions);
    }

    public static String toJson(Vgtid vgtid) {
        try {
            return PRINTER.print(toMessage(vgtid));
        } catch (InvalidProtocolBufferException e) {
            throw new CodedException(ErrorCode.BUG, "unprintable-position", "Cannot print position " + vgtid + ".", e);
        }
    }

    /** @throws CodedException LAKE when the text is no position that {@link #toJson} could have written */
    public static Vgtid fromJson(String json) {
        VGtid.Builder message = VGtid.newBuilder();
        try {
            PARSER.merge(json, message);
        } catch (InvalidProtocolBufferException e) {
            throw unreadable(json, e.getMessage(), e);
        }
        if (message.getShardGtidsCount() == 0) {
            throw unreadable(json, "it names no shard", null);
        }
        return fromMessage(message.build());
    }

    private static TableLastPK toMessage(TablePk tablePk) {
        TableLastPK.Builder message = TableLastPK.newBuilder().setTableName(tablePk.table());
        if (tablePk.lastPk().length > 0) {
            try {
                message.setLastpk(QueryResult.parseFrom(tablePk.lastPk()));
            } catch (InvalidProtocolBufferException e) {
                throw new CodedException(
                        ErrorCode.BUG, "unprintable-position", "Cannot read the last key of " + tablePk + ".", e);
            }
        }
        return message.build();
    }

    private static CodedException unreadable(String json, String why, Exception cause) {
        return new CodedException(
                ErrorCode.LAKE,
                "invalid-position",
                "Cannot read the stored position '" + json + "': " + why
                        + ". Check who wrote the vitess.vgtid property of that snapshot, roll back to a snapshot"
                        + " before it, or run `vitesslake recopy TABLE`.",
                cause);
    }

    /** The JSON form, as the text that is saved. */
    public static VgtidText text() {
        return new VgtidText() {
            @Override
            public String print(Vgtid vgtid) {
                return toJson(vgtid);
            }

            @Override
            public Vgtid parse(String text) {
                return fromJson(text);
            }
        };
    }
}
