package io.vitesslake.verify;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys of some buckets that have yet to be found equal or proven to differ, from look to look. One thread. */
final class Suspects {

    /** Of so many keys the values are kept, to tell what differs. */
    private static final int TOLD = 1_000;

    private final Digester digester;
    private final BitSet buckets;
    private final int shown;

    /** What the look before saw of the open keys; null before the first look. */
    private Map<Digest, Sighting> before;

    private long sequenceBefore;
    private Layout layout;

    Suspects(Digester digester, BitSet buckets, int shown) {
        this.digester = digester;
        this.buckets = buckets;
        this.shown = shown;
    }

    /** Reads both sides; keys that are settled leave. */
    void look(Look look, Tally tally) {
        layout = look.layout();
        Map<Digest, Sighting> now = read(look);
        Map<Digest, Sighting> open = new HashMap<>();
        now.forEach((key, sighting) -> {
            if (sighting.equal() || before != null && sighting.hasCaughtUpWith(before.get(key))) {
                return;
            }
            Sighting earlier = before == null ? new Sighting() : before.get(key);
            sighting.follow(earlier);
            if (before != null && Proof.differs(earlier, sequenceBefore, sighting)) {
                tally.differs(layout, sighting);
            } else {
                open.put(key, sighting);
            }
        });
        before = open;
        sequenceBefore = look.sequenceNumber();
    }

    boolean isSettled() {
        return before != null && before.isEmpty();
    }

    /** Number of open keys; before the first look each bucket has one at least. */
    long open() {
        return before == null ? buckets.cardinality() : before.size();
    }

    /** Some of the open keys, for people. */
    List<String> openKeys() {
        List<String> keys = new ArrayList<>();
        if (before != null) {
            for (Sighting sighting : before.values()) {
                if (keys.size() < shown && sighting.values() != null) {
                    keys.add(layout.keyOf(sighting.values()));
                }
            }
        }
        return keys;
    }

    private Map<Digest, Sighting> read(Look look) {
        Map<Digest, Sighting> found = new HashMap<>();
        Set<Digest> told = told();
        int[] key = layout.keyIndexes();
        look.readSource((values, writtenAt) -> {
            Digest id = digester.of(values, key);
            if (isOpen(id)) {
                found.computeIfAbsent(id, absent -> new Sighting())
                        .addSource(digester.of(values), told.contains(id) ? values : null);
            }
        });
        look.readLake((values, writtenAt) -> {
            Digest id = digester.of(values, key);
            if (isOpen(id)) {
                found.computeIfAbsent(id, absent -> new Sighting())
                        .addLake(digester.of(values), told.contains(id) ? values : null, writtenAt);
            }
        });
        return found;
    }

    private boolean isOpen(Digest key) {
        return before == null ? buckets.get(Buckets.of(key)) : before.containsKey(key);
    }

    // The first look holds too many rows for it, and proves nothing.
    private Set<Digest> told() {
        Set<Digest> told = new HashSet<>();
        if (before != null) {
            before.keySet().stream().limit(TOLD).forEach(told::add);
        }
        return told;
    }
}
