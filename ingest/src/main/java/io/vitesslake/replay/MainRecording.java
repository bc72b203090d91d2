package io.vitesslake.replay;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The running stream of a whole keyspace, from a known position on; a reshard starts a new epoch.
 *
 * @param epochs at least one
 */
record MainRecording(List<Epoch> epochs) {

    MainRecording {
        epochs = List.copyOf(epochs);
        if (epochs.isEmpty()) {
            throw new IllegalArgumentException(
                    "Cannot replay a main recording without any position. Record it from `current` on.");
        }
    }

    Epoch first() {
        return epochs.get(0);
    }

    Epoch last() {
        return epochs.get(epochs.size() - 1);
    }

    Optional<Epoch> epochOf(Set<String> shards) {
        return epochs.stream()
                .filter(epoch -> epoch.start().keySet().containsAll(shards))
                .findFirst();
    }
}
