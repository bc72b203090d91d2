package io.vitesslake.mirror;

import io.vitesslake.source.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which shards serve, as of the last look, and what becomes of tables that follow others: a shard hands over to those that
 * replace it once, in its binlog, and a copy that began after that follows it for ever. Belongs to the loop's thread.
 */
final class GoneShards {

    private static final Duration GONE_AFTER = Duration.ofSeconds(60);

    private final Streams streams;
    private final Recopies recopies;
    private final Supplier<List<Shard>> shards;
    private List<Shard> serving = List.of();

    /** @param shards asks which serve now */
    GoneShards(Streams streams, Recopies recopies, Supplier<List<Shard>> shards) {
        this.streams = streams;
        this.recopies = recopies;
        this.shards = shards;
    }

    /** Somebody else has looked. */
    void found(List<Shard> nowServing) {
        serving = nowServing;
    }

    /** Looks. */
    void ask() {
        serving = shards.get();
    }

    /** Whether all of these served at the last look. */
    boolean serve(Collection<Shard> these) {
        return serving.containsAll(these);
    }

    /** Copies tables anew that follow shards of which some serve no longer, when nothing comes from those. */
    void leave(Instant now) {
        for (StreamSync stream : streams.all()) {
            Set<Shard> followed = stream.position().shards();
            boolean doubtful = !serve(followed) && stream.isIdle(now, GONE_AFTER);
            if (doubtful) {
                // They may be newer than the last look.
                ask();
            }
            if (doubtful && !serve(followed)) {
                List.copyOf(stream.tables())
                        .forEach(table -> recopies.copyAnew(
                                table, "it follows the shards " + followed + ", of which some serve no longer"));
            }
        }
    }
}
