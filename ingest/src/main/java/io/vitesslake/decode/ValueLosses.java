package io.vitesslake.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what the lossy {@link ValuePolicies} did to the values of one table since the process began. A value counts
 * each time it is read for a data or delete file, so one in a column that the lake table is partitioned by counts more than once. Any
 * thread; counting allocates nothing.
 */
public final class ValueLosses {

    private final Map<Name, AtomicLong> counters = new ConcurrentHashMap<>();

    /** What was lost. */
    public enum Kind {
        ZERO_DATE("a date that no calendar holds is null in the lake (zero-dates: null)"),
        TIME_BEYOND_DAY("a time beyond one day is null in the lake (time-as: time, zero-dates: null)"),
        INVALID_TEXT("text that is not valid has U+FFFD in the lake (invalid-text: replace)");

        private final String meaning;

        Kind(String meaning) {
            this.meaning = meaning;
        }

        /** A word for programs, which never changes. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The kind of that word; empty when there is none. */
        public static Optional<Kind> of(String word) {
            for (Kind kind : values()) {
                if (kind.word().equals(word)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }

        /** A clause for people. */
        public String meaning() {
            return meaning;
        }
    }

    /**
     * What was lost in one column.
     *
     * @param count at least 1
     */
    public record Loss(String column, Kind kind, long count) {

        Loss plus(long more) {
            return new Loss(column, kind, count + more);
        }
    }

    private record Name(String column, Kind kind) {}

    /** The counter of a column, to be looked up once per {@link RowFormat}. */
    AtomicLong counter(String column, Kind kind) {
        return counters.computeIfAbsent(new Name(column, kind), name -> new AtomicLong());
    }

    /** Whatever was lost so far. */
    public LossCounts counts() {
        List<Loss> losses = new ArrayList<>();
        counters.forEach((name, counter) -> {
            if (counter.get() > 0) {
                losses.add(new Loss(name.column(), name.kind(), counter.get()));
            }
        });
        return new LossCounts(losses);
    }
}
