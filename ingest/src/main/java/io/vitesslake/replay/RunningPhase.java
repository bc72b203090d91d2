package io.vitesslake.replay;

import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Predicate;

/** The running part of one stream: the steps of {@code main} that it does not hold yet, across reshards. Not thread-safe. */
final class RunningPhase {

    private final Deque<Epoch> epochs = new ArrayDeque<>();
    private final Positions positions;
    private final StepWriter writer;
    private final Map<String, Iterator<Step>> ahead = new HashMap<>();
    private Epoch epoch;
    private Iterator<Step> steps;

    /** @param epoch the one in which the stream starts */
    RunningPhase(MainRecording main, Epoch epoch, Positions positions, StepWriter writer) {
        this.epoch = epoch;
        this.positions = positions;
        this.writer = writer;
        main.epochs().stream().skip(main.epochs().indexOf(epoch) + 1L).forEach(epochs::add);
        this.steps = epoch.steps().iterator();
        positions
                .shards()
                .forEach(shard -> ahead.put(shard, epoch.stepsOf(shard).iterator()));
    }

    /** Writes the next step of any shard that passes; for while others still copy. Never crosses a reshard. */
    void nextOf(Predicate<String> shards) {
        for (Map.Entry<String, Iterator<Step>> shard : ahead.entrySet()) {
            if (shards.test(shard.getKey()) && writeNext(shard.getValue())) {
                return;
            }
        }
    }

    /** Writes the next step; false at the end of the recording. */
    boolean next() {
        while (!writeNext(steps)) {
            if (epochs.isEmpty()) {
                return false;
            }
            cross(epochs.remove());
        }
        return true;
    }

    private boolean writeNext(Iterator<Step> from) {
        while (from.hasNext()) {
            Step step = from.next();
            if (positions.has(step.shard()) && !positions.holds(step.shard(), step.gtids())) {
                writer.write(step);
                return true;
            }
            writer.pass(step);
        }
        return false;
    }

    private void cross(Epoch next) {
        if (!positions.shards().equals(epoch.start().keySet())) {
            throw ReplayRequest.refused(
                    Status.INTERNAL, "not all journaling participants are in the stream: only " + positions.shards());
        }
        positions.replaceBy(next.start());
        epoch = next;
        steps = next.steps().iterator();
    }
}
