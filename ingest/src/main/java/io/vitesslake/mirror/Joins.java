package io.vitesslake.mirror;

import io.vitesslake.source.Vgtid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which running streams become one, and when. Belongs to the loop's thread. */
final class Joins {

    /**
     * While copies end one after the other: each join opens the main stream again, which costs a new plan on every tablet
     * and what has to be read again; a few streams more for so long cost less.
     */
    static final Duration BETWEEN = Duration.ofSeconds(5);

    // Streams further apart are not joined: the one ahead would have to read again what the other has yet to read.
    private static final long MAX_JOIN_SECONDS = 60;

    private final Map<StreamSync, Vgtid> trials = new HashMap<>();
    private final Map<StreamSync, Vgtid> apart = new HashMap<>();
    // When streams were joined last, or could first have been; null before.
    private Instant last;

    /**
     * Streams to join.
     *
     * @param streams at least two
     * @param start their intersection: no stream misses anything, and each table skips what it already holds
     */
    record Join(List<StreamSync> streams, Vgtid start) {

        Join {
            streams = List.copyOf(streams);
        }

        private Join with(StreamSync stream) {
            List<StreamSync> more = new ArrayList<>(streams);
            more.add(stream);
            return new Join(more, start.intersect(stream.position()));
        }
    }

    /** A table of this stream has failed here, so that the stream stays alone until it gets further. */
    void onTrial(StreamSync stream) {
        trials.put(stream, stream.position());
    }

    /**
     * This stream was taken out of another, whose way over shards that were replaced it has been. Joined again where both have
     * not got further on each of its shards, they would go that way once more, and be parted once more, for ever.
     */
    void apart(StreamSync stream) {
        apart.put(stream, stream.position());
    }

    void forget(StreamSync stream) {
        trials.remove(stream);
        apart.remove(stream);
    }

    /**
     * All joins that can be made now.
     *
     * @param running open streams that do not copy
     * @param copiesLeft whether more will come to join soon
     */
    List<Join> due(List<StreamSync> running, boolean copiesLeft, Instant now) {
        if (last == null) {
            last = now;
        }
        if (running.size() < 2 || copiesLeft && Duration.between(last, now).compareTo(BETWEEN) < 0) {
            return List.of();
        }
        List<Join> groups = new ArrayList<>();
        for (StreamSync stream : running) {
            if (isReady(stream)) {
                addTo(groups, stream);
            }
        }
        groups.removeIf(group -> group.streams().size() < 2);
        if (!groups.isEmpty()) {
            last = now;
        }
        return groups;
    }

    private static void addTo(List<Join> groups, StreamSync stream) {
        for (int i = 0; i < groups.size(); i++) {
            if (canJoin(groups.get(i), stream)) {
                groups.set(i, groups.get(i).with(stream));
                return;
            }
        }
        groups.add(new Join(List.of(stream), stream.position()));
    }

    // Before its first transaction or heartbeat nobody knows how far behind a stream is.
    private boolean isReady(StreamSync stream) {
        return (stream.isQuiet() || stream.sourceSeconds() > 0)
                && !stream.position().equals(trials.get(stream))
                && hasLeft(apart.get(stream), stream.position());
    }

    private static boolean hasLeft(Vgtid before, Vgtid now) {
        return before == null
                || !before.sameShards(now)
                || now.shards().stream().noneMatch(shard -> now.position(shard).equals(before.position(shard)));
    }

    private static boolean canJoin(Join group, StreamSync stream) {
        return group.streams().stream().allMatch(member -> isNear(member, stream))
                && group.start().sameShards(stream.position())
                && ResumePlan.isStart(group.start().intersect(stream.position()));
    }

    private static boolean isNear(StreamSync one, StreamSync other) {
        return one.isQuiet() && other.isQuiet()
                || one.sourceSeconds() > 0
                        && other.sourceSeconds() > 0
                        && Math.abs(one.sourceSeconds() - other.sourceSeconds()) <= MAX_JOIN_SECONDS;
    }
}
