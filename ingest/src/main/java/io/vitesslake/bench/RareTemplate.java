package io.vitesslake.bench;

import binlogdata.Binlogdata.ShardGtid;
import binlogdata.Binlogdata.VEvent;
import com.google.protobuf.CodedOutputStream;
import io.vitess.proto.Vtgate.VStreamResponse;
import java.io.IOException;

/** A recorded event other than ROW, to be written again for every loop: its GTID, position and lastpk are those of the loop. */
final class RareTemplate implements EventTemplate {

    private final VEvent recorded;
    private final String transaction;
    private VEvent shifted = VEvent.getDefaultInstance();

    /** @param transaction GTID of the transaction it stands in; empty in a copy */
    RareTemplate(VEvent recorded, String transaction) {
        this.recorded = recorded;
        this.transaction = transaction;
    }

    @Override
    public int size(Loop loop) {
        VEvent.Builder event = recorded.toBuilder().setEventGtid(loop.gtid(recorded.getEventGtid()));
        for (ShardGtid.Builder shard : event.getVgtidBuilder().getShardGtidsBuilderList()) {
            boolean own = shard.getShard().equals(recorded.getShard());
            shard.setGtid(loop.position(shard.getShard(), shard.getGtid(), own ? transaction : ""));
            shard.getTablePKsBuilderList().stream()
                    .filter(key -> key.hasLastpk())
                    .forEach(key -> key.setLastpk(loop.key(key.getLastpk())));
        }
        if (!recorded.hasVgtid()) {
            event.clearVgtid();
        }
        shifted = event.build();
        return CodedOutputStream.computeMessageSize(VStreamResponse.EVENTS_FIELD_NUMBER, shifted);
    }

    @Override
    public void write(CodedOutputStream out) throws IOException {
        out.writeMessage(VStreamResponse.EVENTS_FIELD_NUMBER, shifted);
    }
}
