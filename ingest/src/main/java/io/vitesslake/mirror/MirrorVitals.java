package io.vitesslake.mirror;

import io.vitesslake.source.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How the loop is doing at one moment. Immutable.
 *
 * @param at that moment
 * @param tables each with its new copy after it, if it has one; those that were never taken in are missing
 * @param streams all that there should be, whether open or not
 * @param transactions taken in since the start of the process; of a copy, the packets that it comes in
 * @param bufferedBytes memory held by changes until they are in the lake
 * @param bufferLimitBytes where reading stops until some is free
 */
public record MirrorVitals(
        Instant at,
        List<Table> tables,
        List<Stream> streams,
        long transactions,
        long bufferedBytes,
        long bufferLimitBytes) {

    public MirrorVitals {
        tables = List.copyOf(tables);
        streams = List.copyOf(streams);
    }

    /**
     * One table, or the new copy of one.
     *
     * @param source the source table's name
     * @param last its newest checkpoint; empty before the first
     * @param lag how far it is behind the source; empty before anything has come, and while it is copied
     * @param lagging shards from which nothing comes though they have something
     * @param bufferedBytes memory held by changes that are in no checkpoint yet
     */
    public record Table(
            TableProgress progress,
            String source,
            Optional<LastCheckpoint> last,
            Optional<Duration> lag,
            LaggingShards lagging,
            long bufferedBytes) {}

    /**
     * One stream.
     *
     * @param tables source tables that it serves
     * @param open whether VTGate is asked for it at this moment
     * @param copying whether it copies
     * @param quiet whether VTGate has nothing to send
     * @param shards those from which something has come
     */
    public record Stream(
            List<String> tables, boolean open, boolean copying, boolean quiet, SortedMap<Shard, ShardVitals> shards) {

        public Stream {
            tables = List.copyOf(tables);
        }

        /** The shard that is behind most; empty while nothing has come, not even word that there is nothing, or it copies. */
        public Optional<Duration> lag() {
            if (copying) {
                return Optional.empty();
            }
            return shards.values().stream()
                    .map(ShardVitals::lag)
                    .max(Duration::compareTo)
                    .or(() -> open && quiet ? Optional.of(Duration.ZERO) : Optional.empty());
        }
    }

    /** How far behind the source each shard is: its running stream that is behind most, or a table for which it stands still. */
    public Map<Shard, Duration> lags() {
        return ShardLags.of(this);
    }

    /** When the last transaction came, of any shard; empty before the first. */
    public Optional<Instant> lastEvent() {
        return streams.stream()
                .flatMap(stream -> stream.shards().values().stream())
                .map(ShardVitals::taken)
                .max(Instant::compareTo);
    }

    /** Streams that should be open and are not. */
    public List<Stream> broken() {
        return streams.stream().filter(stream -> !stream.open()).toList();
    }
}
