package io.vitesslake.source;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A set of MySQL transactions (GTIDs), always in one normal form: UUIDs in lower case and sorted, intervals sorted,
 * overlapping and adjacent ones merged. Vitess' own text keeps adjacent intervals apart
 * (go/mysql/replication/mysql56_gtid_set.go), so sets are compared here and never as text. The order by {@link
 * #contains(GtidSet)} is partial. Immutable.
 */
public final class GtidSet {

    public static final GtidSet EMPTY = new GtidSet(new TreeMap<>());

    private static final String FLAVOR = "MySQL56/";
    private static final int UUID_LENGTH = 36;

    /** UUID → start, end, start, end … (ends included). No empty arrays. */
    private final SortedMap<String, long[]> intervals;

    private GtidSet(SortedMap<String, long[]> intervals) {
        this.intervals = intervals;
    }

    /**
     * Reads {@code uuid:1-5:7,uuid2:3} with or without the flavor prefix {@code MySQL56/}; the empty text is the empty
     * set.
     *
     * @throws CodedException SOURCE for tagged GTIDs, other flavors (MariaDB, FilePos) and anything else that is no
     * such text
     */
    public static GtidSet parse(String text) {
        String body = withoutFlavor(text);
        TreeMap<String, long[]> parsed = new TreeMap<>();
        int from = 0;
        while (from < body.length()) {
            int comma = body.indexOf(',', from);
            int to = comma < 0 ? body.length() : comma;
            String part = body.substring(from, to).strip();
            if (!part.isEmpty()) {
                parsePart(part, text, parsed);
            }
            from = to + 1;
        }
        return parsed.isEmpty() ? EMPTY : new GtidSet(parsed);
    }

    public boolean isEmpty() {
        return intervals.isEmpty();
    }

    /**
     * Whether one transaction is in this set. Cost: one map look-up and a binary search.
     *
     * @param gtid {@code uuid:n}, with or without flavor prefix
     */
    public boolean contains(String gtid) {
        int start = gtid.startsWith(FLAVOR) ? FLAVOR.length() : 0;
        int colon = gtid.indexOf(':', start);
        if (colon - start != UUID_LENGTH) {
            throw invalid(gtid, "it is not of the form uuid:n");
        }
        long number = number(gtid, colon + 1, gtid.length(), gtid);
        long[] mine = intervals.get(gtid.substring(start, colon));
        if (mine == null) {
            mine = intervals.get(gtid.substring(start, colon).toLowerCase(Locale.ROOT));
        }
        return mine != null && IntervalList.contains(mine, number, number);
    }

    public boolean contains(GtidSet other) {
        for (Map.Entry<String, long[]> entry : other.intervals.entrySet()) {
            long[] mine = intervals.get(entry.getKey());
            if (mine == null || !IntervalList.containsAll(mine, entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    public GtidSet union(GtidSet other) {
        TreeMap<String, long[]> result = new TreeMap<>(intervals);
        other.intervals.forEach((uuid, theirs) -> result.merge(uuid, theirs, IntervalList::union));
        return new GtidSet(result);
    }

    public GtidSet intersect(GtidSet other) {
        TreeMap<String, long[]> result = new TreeMap<>();
        intervals.forEach((uuid, mine) -> {
            long[] theirs = other.intervals.get(uuid);
            if (theirs != null) {
                putUnlessEmpty(result, uuid, IntervalList.intersect(mine, theirs));
            }
        });
        return new GtidSet(result);
    }

    /** What is in this set and not in the other. */
    public GtidSet minus(GtidSet other) {
        TreeMap<String, long[]> result = new TreeMap<>();
        intervals.forEach((uuid, mine) -> {
            long[] theirs = other.intervals.get(uuid);
            putUnlessEmpty(result, uuid, theirs == null ? mine : IntervalList.minus(mine, theirs));
        });
        return new GtidSet(result);
    }

    /** How many transactions are in this set. */
    public long size() {
        long size = 0;
        for (long[] list : intervals.values()) {
            size += IntervalList.size(list);
        }
        return size;
    }

    @Override
    public boolean equals(Object object) {
        if (!(object instanceof GtidSet other) || !intervals.keySet().equals(other.intervals.keySet())) {
            return false;
        }
        return intervals.entrySet().stream()
                .allMatch(entry -> Arrays.equals(entry.getValue(), other.intervals.get(entry.getKey())));
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (Map.Entry<String, long[]> entry : intervals.entrySet()) {
            hash = 31 * (31 * hash + entry.getKey().hashCode()) + Arrays.hashCode(entry.getValue());
        }
        return hash;
    }

    /** {@code MySQL56/uuid:1-5:7,uuid2:3}, as VTGate writes it; the empty text for the empty set. */
    @Override
    public String toString() {
        if (intervals.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(FLAVOR);
        intervals.forEach((uuid, list) -> {
            text.append(text.length() == FLAVOR.length() ? "" : ",").append(uuid);
            IntervalList.print(list, text);
        });
        return text.toString();
    }

    private static void putUnlessEmpty(Map<String, long[]> result, String uuid, long[] list) {
        if (list.length > 0) {
            result.put(uuid, list);
        }
    }

    private static String withoutFlavor(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return text;
        }
        String flavor = text.substring(0, slash + 1);
        if (!flavor.equals(FLAVOR)) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "unsupported-gtid-flavor",
                    "Cannot read position '" + text + "': its flavor is not " + FLAVOR
                            + ". Only MySQL with GTIDs can be followed; turn on gtid_mode in every MySQL of the"
                            + " keyspace.");
        }
        return text.substring(slash + 1);
    }

    private static void parsePart(String part, String text, Map<String, long[]> parsed) {
        int colon = part.indexOf(':');
        if (colon != UUID_LENGTH || !isUuid(part)) {
            throw invalid(text, "'" + part + "' does not start with a server UUID");
        }
        String uuid = part.substring(0, UUID_LENGTH).toLowerCase(Locale.ROOT);
        long[] list = new long[2];
        int used = 0;
        int from = colon + 1;
        while (from <= part.length()) {
            int next = part.indexOf(':', from);
            int to = next < 0 ? part.length() : next;
            refuseTag(part, from, to, text);
            int dash = part.indexOf('-', from);
            boolean range = dash >= 0 && dash < to;
            long start = number(part, from, range ? dash : to, text);
            long end = range ? number(part, dash + 1, to, text) : start;
            if (end >= start) {
                list = used == list.length ? Arrays.copyOf(list, used * 2) : list;
                list[used++] = start;
                list[used++] = end;
            }
            from = to + 1;
        }
        if (used > 0) {
            parsed.merge(uuid, IntervalList.normalise(Arrays.copyOf(list, used)), IntervalList::union);
        }
    }

    private static boolean isUuid(String part) {
        for (int i = 0; i < UUID_LENGTH; i++) {
            boolean dashHere = i == 8 || i == 13 || i == 18 || i == 23;
            char c = part.charAt(i);
            if (dashHere ? c != '-' : Character.digit(c, 16) < 0 || c > 'f') {
                return false;
            }
        }
        return true;
    }

    private static void refuseTag(String part, int from, int to, String text) {
        if (from < to && (Character.isLetter(part.charAt(from)) || part.charAt(from) == '_')) {
            throw new CodedException(
                    ErrorCode.SOURCE,
                    "tagged-gtid",
                    "Cannot read position '" + text + "': '" + part.substring(from, to)
                            + "' is a GTID tag, which Vitess does not support. Use untagged GTIDs"
                            + " (gtid_next=automatic) on the source.");
        }
    }

    private static long number(String text, int from, int to, String whole) {
        long value = 0;
        boolean valid = to > from && to - from <= 19;
        for (int i = from; valid && i < to; i++) {
            int digit = text.charAt(i) - '0';
            valid = digit >= 0 && digit <= 9;
            value = value * 10 + digit;
        }
        if (!valid || value < 1) {
            throw invalid(whole, "'" + text.substring(from, Math.max(from, to)) + "' is no transaction number");
        }
        return value;
    }

    private static CodedException invalid(String text, String why) {
        return new CodedException(
                ErrorCode.SOURCE,
                "invalid-gtid",
                "Cannot read position '" + text + "': " + why
                        + ". Expected MySQL56/uuid:1-5:7,uuid2:3; check who wrote it.");
    }
}
