package io.vitesslake.sim;

import io.vitesslake.mirror.Finding;
import io.vitesslake.mirror.Mirror;
import io.vitesslake.source.Shard;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** One process of the writer, and what was found for it outside of its streams. One thread. */
final class SimProcess {

    private final Incarnation life;
    private final boolean last;
    private final Queue<Finding> findings;
    private List<Shard> shardsSeen;
    private Mirror mirror;
    private int lulls;

    /**
     * @param last whether it is to end when it has everything
     * @param shardsSeen those that it has heard of
     * @param requests not met yet
     */
    SimProcess(Incarnation life, boolean last, List<Shard> shardsSeen, Collection<Finding> requests) {
        this.life = life;
        this.last = last;
        this.shardsSeen = shardsSeen;
        this.findings = new ArrayDeque<>(requests);
    }

    Incarnation life() {
        return life;
    }

    boolean isLast() {
        return last;
    }

    void runs(Mirror newMirror) {
        mirror = newMirror;
    }

    Mirror mirror() {
        return mirror;
    }

    int lull() {
        return lulls++;
    }

    void found(Finding finding) {
        findings.add(finding);
    }

    Optional<Finding> poll() {
        return Optional.ofNullable(last ? null : findings.poll());
    }

    List<Finding> requestsLeft() {
        return findings.stream()
                .filter(finding -> finding instanceof Finding.RecopyRequested)
                .toList();
    }

    /** Tells it of the shards if they are others. */
    void see(List<Shard> serving) {
        if (!serving.equals(shardsSeen)) {
            shardsSeen = serving;
            findings.add(new Finding.Resharded(serving));
        }
    }
}
