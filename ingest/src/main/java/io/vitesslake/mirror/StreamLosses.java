package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.Shard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What becomes of the tables of a stream that broke. Belongs to the loop's thread. */
final class StreamLosses {

    /** What VTGate says when no tablet can go on from a position, for whatever reason. */
    private static final Set<String> NO_TABLET = Set.of("no-tablet", PositionCheck.PURGED, PositionCheck.LOST);

    private final Streams streams;
    private final Recopies recopies;
    private final SchemaChanges schemaChanges;
    private final Supplier<List<Shard>> shards;
    private final InstantSource clock;
    private final MirrorListener listener;

    /**
     * @param shards asks which serve now
     */
    StreamLosses(
            Streams streams,
            Recopies recopies,
            SchemaChanges schemaChanges,
            Supplier<List<Shard>> shards,
            InstantSource clock,
            MirrorListener listener) {
        this.streams = streams;
        this.recopies = recopies;
        this.schemaChanges = schemaChanges;
        this.shards = shards;
        this.clock = clock;
        this.listener = listener;
    }

    /**
     * A stream broke. It is opened again, its tables stop or are copied anew.
     *
     * @param retryable whether opening it again at its position may help
     */
    void lost(StreamSync stream, CodedException error, boolean retryable) {
        Optional<CodedException> known = NO_TABLET.contains(error.reason())
                ? schemaChanges.positions().after(stream.position())
                : Optional.empty();
        if (known.isPresent()) {
            boolean lagging = known.get().reason().equals(PositionCheck.LAGGING);
            end(stream, known.get(), lagging);
        } else if (!retryable && stream.tables().size() > 1) {
            // One of them is to blame, and fails alone then.
            List<String> names = names(stream);
            streams.split(stream);
            listener.streamLost(names, error, 0);
        } else {
            end(stream, error, retryable);
        }
    }

    private void end(StreamSync stream, CodedException error, boolean retryable) {
        List<String> names = names(stream);
        for (TableSync table : List.copyOf(stream.tables())) {
            Optional<String> broken = whyAnew(table, stream, error);
            if (broken.isPresent()) {
                recopies.copyAnew(table, broken.get());
            } else if (!retryable) {
                schemaChanges.failed(table, error);
            }
        }
        Duration wait = streams.lost(stream, error, clock.instant());
        listener.streamLost(names, error, wait.toMillis());
    }

    private static List<String> names(StreamSync stream) {
        return stream.tables().stream().map(TableSync::table).toList();
    }

    /** Why a table of a broken stream cannot go on at the stream's position, though a copy from the start would. */
    private Optional<String> whyAnew(TableSync table, StreamSync stream, CodedException error) {
        TableSetup setup = table.setup();
        if (!setup.resumable() && CopyWatch.isInTheMiddle(stream.position(), setup.table())) {
            return Optional.of("its stream broke, and MySQL cannot go on exactly within the key " + setup.key());
        }
        boolean shardGone = error.reason().equals("unknown-shard");
        if (shardGone && stream.position().isCopying(setup.table())) {
            return Optional.of("a shard went away before its copy was complete");
        }
        if (shardGone
                && setup.reference()
                && !shards.get().containsAll(stream.position().shards())) {
            return Optional.of("the shard that it was read from is gone");
        }
        // A reference table is read from one shard; and a copy may begin when some participants have handed over.
        if (error.reason().equals("shards-replaced")) {
            return Optional.of("shards were replaced of which its stream does not have all");
        }
        return Optional.empty();
    }
}
