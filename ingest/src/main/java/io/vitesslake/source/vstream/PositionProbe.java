package io.vitesslake.source.vstream;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.ChangeSource;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Signal;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.source.SourceListener;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TableRule;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Asks where shards are now, by a short stream from "current" that matches no table. Blocks the caller; no state. */
public final class PositionProbe {

    /** No table has an empty name. An exact rule would be looked up; no rule at all would mean all tables. */
    private static final TableRule NO_TABLE = new TableRule("/^$/", "");

    private final ChangeSource source;
    private final Clock clock;

    public PositionProbe(ChangeSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * The position of every shard at some moment after this call began.
     *
     * @param shards at least one
     * @throws CodedException SOURCE with the stream's own reason when it fails, or {@code probe-timeout}
     */
    public Vgtid currentPosition(Collection<Shard> shards, TabletType tabletType, Duration timeout)
            throws InterruptedException {
        TreeMap<Shard, ShardPosition> start = new TreeMap<>();
        shards.forEach(shard -> start.put(shard, ShardPosition.CURRENT));
        Inbox inbox = new Inbox();
        long deadline = clock.millis() + timeout.toMillis();
        Newest newest = new Newest();
        SourceStream stream = source.open(new StreamRequest(Vgtid.of(start), List.of(NO_TABLE), tabletType), inbox);
        try (stream) {
            for (long left = timeout.toMillis(); left > 0; left = deadline - clock.millis()) {
                Signal signal = inbox.poll(left);
                if (signal instanceof Signal.Response response) {
                    stream.deliver(response, newest);
                } else if (signal instanceof Signal.Failed failed) {
                    throw failed.error();
                }
                if (newest.vgtid.filter(Vgtid::isResumable).isPresent()) {
                    return newest.vgtid.get();
                }
            }
        }
        throw new CodedException(
                ErrorCode.SOURCE,
                "probe-timeout",
                "Cannot learn the current position of " + start.keySet() + " within " + timeout + "; known so far: "
                        + newest.vgtid.map(Vgtid::toString).orElse("nothing")
                        + ". Check that every shard has a healthy " + tabletType + " tablet.");
    }

    private static final class Newest implements SourceListener {

        private Optional<Vgtid> vgtid = Optional.empty();

        @Override
        public void position(Vgtid position) {
            vgtid = Optional.of(position);
        }

        @Override
        public void begin(Shard shard, String eventGtid, long commitSeconds) {}

        @Override
        public void fields(Shard shard, String table, boolean copied, List<SourceColumn> columns) {}

        @Override
        public void row(Shard shard, String table, boolean copied, byte[] buffer, int offset, int length) {}

        @Override
        public void partialRow(Shard shard, String table, CodedException error) {}

        @Override
        public void commit(Shard shard, String eventGtid, long commitSeconds) {}

        @Override
        public void ddl(Shard shard, String eventGtid, long commitSeconds, String statement) {}

        @Override
        public void other(Shard shard) {}

        @Override
        public void shardCopied(Shard shard) {}

        @Override
        public void heartbeat() {}
    }
}
