package io.vitesslake.decode;

import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.TableLastPK;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.TablePk;
import io.vitesslake.source.Vgtid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decodes the positions of one stream. VTGate repeats the full vector of all shards in every transaction although one
 * shard has moved, so what is equal to the position before, byte for byte, is not parsed again. One thread.
 */
public final class VgtidDecoder {

    private static final String CURRENT = "current";

    private record Seen(byte[] bytes, Shard shard, ShardPosition position) {}

    private final MessageWalker walker = new MessageWalker();
    private List<Seen> last = new ArrayList<>();

    /**
     * @param buffer holds a serialized {@code binlogdata.VGtid} at the offset
     * @throws CodedException SOURCE when it is malformed or holds unsupported GTIDs
     */
    public Vgtid decode(byte[] buffer, int offset, int length) {
        List<Seen> now = new ArrayList<>(last.size());
        walker.open(buffer, offset, length);
        while (walker.next()) {
            if (walker.field() == 1) {
                now.add(seen(now.size(), buffer, walker.start(), walker.length()));
            }
        }
        if (now.isEmpty()) {
            throw malformed("it names no shard", null);
        }
        last = now;
        Map<Shard, ShardPosition> positions = new TreeMap<>();
        now.forEach(seen -> positions.put(seen.shard, seen.position));
        return Vgtid.of(positions);
    }

    /** The position that one {@code ShardGtid} states. */
    public static ShardPosition position(ShardGtid message) {
        List<TablePk> tablePks = new ArrayList<>(message.getTablePKsCount());
        for (TableLastPK table : message.getTablePKsList()) {
            tablePks.add(
                    table.hasLastpk()
                            ? new TablePk(
                                    table.getTableName(), table.getLastpk().toByteArray())
                            : TablePk.notCopiedYet(table.getTableName()));
        }
        return switch (message.getGtid()) {
            case "" -> new ShardPosition(ShardPosition.State.EMPTY, GtidSet.EMPTY, tablePks);
            case CURRENT -> ShardPosition.CURRENT;
            default -> new ShardPosition(ShardPosition.State.AT, GtidSet.parse(message.getGtid()), tablePks);
        };
    }

    /**
     * The GTID text of a position as VTGate expects it. An empty set keeps its flavor: the empty text would mean
     * "copy".
     */
    public static String gtidText(ShardPosition position) {
        return switch (position.state()) {
            case EMPTY -> "";
            case CURRENT -> CURRENT;
            case AT ->
                position.gtids().isEmpty() ? "MySQL56/" : position.gtids().toString();
        };
    }

    private Seen seen(int index, byte[] buffer, int start, int length) {
        if (index < last.size()) {
            byte[] before = last.get(index).bytes;
            if (Arrays.equals(before, 0, before.length, buffer, start, start + length)) {
                return last.get(index);
            }
        }
        byte[] bytes = Arrays.copyOfRange(buffer, start, start + length);
        try {
            ShardGtid message = ShardGtid.parseFrom(bytes);
            return new Seen(bytes, new Shard(message.getKeyspace(), message.getShard()), position(message));
        } catch (InvalidProtocolBufferException e) {
            throw malformed(e.getMessage(), e);
        }
    }

    private static CodedException malformed(String why, Exception cause) {
        return new CodedException(
                ErrorCode.SOURCE,
                "malformed-response",
                "Cannot decode a VGTID of VTGate: " + why
                        + ". Check that source.vtgate is a VTGate of Vitess 21 to 24 and that no proxy changes its"
                        + " answers.",
                cause);
    }
}
