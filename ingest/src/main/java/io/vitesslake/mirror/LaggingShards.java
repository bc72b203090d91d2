package io.vitesslake.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vitesslake.change.CodedException;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Shard;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shards from which nothing comes to a table, though they have something that it lacks. Immutable.
 *
 * @param lags by shard, sorted
 */
public record LaggingShards(SortedMap<Shard, Lag> lags) {

    public static final LaggingShards NONE = new LaggingShards(new TreeMap<>());

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param since when the last thing came from the shard, or its server last had nothing more, to half a minute
     * @param behind what its server had run beyond the table when it was last asked; empty when rows of the copy are to come
     */
    public record Lag(Instant since, GtidSet behind) {

        public Lag {
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(behind, "behind");
        }
    }

    public LaggingShards {
        lags = Collections.unmodifiableSortedMap(new TreeMap<>(lags));
    }

    public boolean isNone() {
        return lags.isEmpty();
    }

    /** Whether the same shards lag since the same moments, however far they are behind by now. */
    boolean isSameStandstill(LaggingShards other) {
        return lags.keySet().equals(other.lags.keySet())
                && lags.entrySet().stream()
                        .allMatch(lag -> lag.getValue()
                                .since()
                                .equals(other.lags.get(lag.getKey()).since()));
    }

    /** {@code [{"shard":"-80","since":"2026-01-01T00:00:00Z","behind":"MySQL56/uuid:6-7"}]} */
    String print() {
        ArrayNode list = JSON.createArrayNode();
        lags.forEach((shard, lag) -> {
            ObjectNode entry = list.addObject();
            entry.put("shard", shard.name()).put("since", lag.since().toString());
            if (!lag.behind().isEmpty()) {
                entry.put("behind", lag.behind().toString());
            }
        });
        return list.toString();
    }

    /**
     * Reads what {@link #print} wrote. What it does not know is left out: other fields, and shards without a position.
     *
     * @param shards of the position that it was saved with
     * @throws IllegalArgumentException when it is no such list
     */
    static LaggingShards parse(String text, Set<Shard> shards) {
        SortedMap<Shard, Lag> lags = new TreeMap<>();
        for (JsonNode entry : list(text)) {
            String name = required(entry, "shard");
            Lag lag = new Lag(instant(required(entry, "since")), gtids(entry.path("behind")));
            shards.stream().filter(shard -> shard.name().equals(name)).forEach(shard -> lags.put(shard, lag));
        }
        return new LaggingShards(lags);
    }

    private static JsonNode list(String text) {
        try {
            JsonNode list = JSON.readTree(text);
            if (!list.isArray()) {
                throw new IllegalArgumentException("Invalid lagging shards: not a list");
            }
            return list;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Invalid lagging shards: not JSON", e);
        }
    }

    private static String required(JsonNode entry, String field) {
        JsonNode value = entry.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("Invalid lagging shard: " + field + " = " + value);
        }
        return value.asText();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("Invalid lagging shard: since = " + text, e);
        }
    }

    private static GtidSet gtids(JsonNode value) {
        try {
            return GtidSet.parse(value.asText());
        } catch (CodedException e) {
            throw new IllegalArgumentException("Invalid lagging shard: behind = " + value, e);
        }
    }
}
