package io.vitesslake.source.vstream;

import binlogdata.Binlogdata.Filter;
import binlogdata.Binlogdata.Rule;
import io.grpc.Channel;
import io.vitess.proto.Topodata;
import io.vitess.proto.Vtgate.VStreamFlags;
import io.vitess.proto.Vtgate.VStreamRequest;
import io.vitesslake.source.ChangeSource;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TableRule;
import io.vitesslake.source.TabletType;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Streams of one VTGate. The channel belongs to the caller: transport security and headers are its matter.
 *
 * <p>Flags are fixed. Table names come without keyspace (cheaper for VTGate); skew is not minimised; transactions are
 * not chunked and tables_to_copy is empty, because both lose events or hang when a tablet fails in the middle. A
 * copying table has a stream of its own.
 */
public final class VStreamSource implements ChangeSource {

    private final Channel channel;
    private final VStreamOptions options;
    private final Set<VStream> opened = ConcurrentHashMap.newKeySet();

    public VStreamSource(Channel channel, VStreamOptions options) {
        this.channel = channel;
        this.options = options;
    }

    @Override
    public SourceStream open(StreamRequest request, Inbox inbox) {
        VStream stream = new VStream(channel, options, request, inbox, opened::remove);
        opened.add(stream);
        stream.start(message(request));
        return stream;
    }

    /** Bytes that have come from open streams and were not delivered yet. Any thread. */
    public long unreadBytes() {
        return opened.stream().mapToLong(VStream::unreadBytes).sum();
    }

    @Override
    public void close() {
        opened.forEach(VStream::close);
    }

    /** The request as VTGate gets it. */
    VStreamRequest message(StreamRequest request) {
        Filter.Builder filter = Filter.newBuilder();
        for (TableRule rule : request.rules()) {
            filter.addRules(Rule.newBuilder().setMatch(rule.table()).setFilter(rule.query()));
        }
        return VStreamRequest.newBuilder()
                .setTabletType(tabletType(request.tabletType()))
                .setVgtid(VgtidCodec.toMessage(request.start()))
                .setFilter(filter)
                .setFlags(VStreamFlags.newBuilder()
                        .setHeartbeatInterval((int) options.heartbeat().toSeconds())
                        .setExcludeKeyspaceFromTableName(true))
                .build();
    }

    static Topodata.TabletType tabletType(TabletType type) {
        return switch (type) {
            case PRIMARY -> Topodata.TabletType.PRIMARY;
            case REPLICA -> Topodata.TabletType.REPLICA;
            case RDONLY -> Topodata.TabletType.RDONLY;
        };
    }
}
