package io.vitesslake.mirror;

import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.TablePk;
import io.vitesslake.source.Vgtid;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Judges, from what one stream sends, whether the copy of a table is still whole. VTGate goes on by itself after a tablet failed,
 * without a word in the stream; what may then be lost shows in the columns that it tells before copied rows, and in the
 * positions. Each judgement gives the reason why the copy has to start anew, or nothing. Belongs to the loop's thread.
 */
final class CopyWatch {

    private final TableSetup setup;
    private final Set<Shard> begun = new HashSet<>();

    CopyWatch(TableSetup setup) {
        this.setup = setup;
    }

    /** The stream is opened, or opened again. */
    void reset() {
        begun.clear();
    }

    /** Copied rows of a shard follow: its copy begins, or goes on after an interruption. */
    Optional<String> begins(Shard shard, Vgtid position) {
        begun.add(shard);
        if (!position.shards().contains(shard) || !position.isCopying(shard, setup.table())) {
            return Optional.of(shard + " is copied once more, though its copy was complete");
        }
        if (!setup.resumable() && isInTheMiddle(position, shard, setup.table())) {
            return Optional.of("it was interrupted on " + shard + ", and MySQL cannot go on exactly within this key "
                    + setup.key());
        }
        return Optional.empty();
    }

    /** A transaction ends, which leads from one position to the next. */
    Optional<String> moves(Vgtid from, Vgtid to) {
        for (Shard shard : from.shards()) {
            Optional<String> broken = moves(shard, from, to);
            if (broken.isPresent()) {
                return broken;
            }
        }
        return Optional.empty();
    }

    private Optional<String> moves(Shard shard, Vgtid from, Vgtid to) {
        boolean was = from.isCopying(shard, setup.table());
        if (!to.shards().contains(shard)) {
            return was ? Optional.of(shard + " went away before its copy was complete") : Optional.empty();
        }
        boolean is = to.isCopying(shard, setup.table());
        if (!was && is) {
            return Optional.of(shard + " is to be copied again, though its copy was complete");
        }
        if (was && !is && !begun.contains(shard)) {
            return Optional.of("VTGate calls " + shard + " complete without having copied it to its end");
        }
        if (is && isInTheMiddle(from, shard, setup.table()) && !isInTheMiddle(to, shard, setup.table())) {
            return Optional.of("the copy of " + shard + " went back to its start");
        }
        return Optional.empty();
    }

    /** Whether a copy that starts here goes on behind a key on some shard. */
    static boolean isInTheMiddle(Vgtid position, String table) {
        return position.shards().stream().anyMatch(shard -> isInTheMiddle(position, shard, table));
    }

    private static boolean isInTheMiddle(Vgtid position, Shard shard, String table) {
        ShardPosition of = position.position(shard);
        return of.tablePks().stream()
                .filter(tablePk -> tablePk.table().equals(table))
                .anyMatch(tablePk -> !isSeed(tablePk));
    }

    private static boolean isSeed(TablePk tablePk) {
        return tablePk.lastPk().length == 0;
    }
}
