package io.vitesslake.mirror;

import io.vitesslake.buffer.TableBuffer;
import io.vitesslake.decode.RowFormat;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A TRUNCATE that some shards have run and others have yet to. Until all have, the table stays where it was before the first: a
 * shard's changes before its own TRUNCATE are void in the end, those behind it are kept. Belongs to the loop's thread.
 */
final class Truncation {

    /** Longer than any shard should take to run a statement that others have run. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Vgtid before;
    private final Set<Shard> awaited;
    private final TableBuffer after;
    private final Instant since;

    /**
     * @param before position of the table before the first TRUNCATE, on all its shards
     * @param after empty buffer for what comes behind it
     */
    Truncation(Vgtid before, TableBuffer after, Instant since) {
        this.before = before;
        this.awaited = new HashSet<>(before.shards());
        this.after = after;
        this.since = since;
    }

    Vgtid before() {
        return before;
    }

    /** What shards have that ran the statement, behind it. */
    TableBuffer after() {
        return after;
    }

    /**
     * A shard has run it.
     *
     * @return whether it had not yet
     */
    boolean ran(Shard shard) {
        return awaited.remove(shard);
    }

    boolean isComplete() {
        return awaited.isEmpty();
    }

    void fold(RowFormat format, byte[] bytes, int offset, int length) {
        if (!awaited.contains(format.shard())) {
            after.fold(format, false, false, bytes, offset, length);
        }
    }

    /** Why the other shards will not be waited for any longer; empty as long as they are. */
    Optional<String> broken(TablePosition table, Instant now) {
        if (!table.isOnShardsOf(before)) {
            return Optional.of("the shards changed before all had truncated it");
        }
        return Duration.between(since, now).compareTo(PATIENCE) > 0
                ? Optional.of("it was truncated, but not on " + awaited)
                : Optional.empty();
    }
}
