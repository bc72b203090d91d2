package io.vitesslake.source;

import java.util.Comparator;
import java.util.Objects;

/**
 * One shard of a keyspace.
 *
 * @param keyspace not empty
 * @param name key range such as {@code -80}, or {@code 0} or {@code -} when unsharded
 */
public record Shard(String keyspace, String name) implements Comparable<Shard> {

    private static final Comparator<Shard> ORDER =
            Comparator.comparing(Shard::keyspace).thenComparing(Shard::name);

    public Shard {
        Objects.requireNonNull(keyspace, "keyspace");
        Objects.requireNonNull(name, "name");
    }

    @Override
    public int compareTo(Shard other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return keyspace + "/" + name;
    }
}
