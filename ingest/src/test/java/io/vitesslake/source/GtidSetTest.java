package io.vitesslake.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.CodedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** GTID sets against the plainest model: a set of "uuid:n" texts. */
final class GtidSetTest {

    private static final String A = "0a4ba4f5-5ad5-11ef-8a2c-0242ac110002";
    private static final String B = "1b4ba4f5-5ad5-11ef-8a2c-0242ac110002";
    private static final String C = "fb4ba4f5-5ad5-11ef-8a2c-0242ac110002";
    private static final int LARGEST = 30;

    @Test
    void overlappingAdjacentAndUnorderedIntervalsBecomeOne() {
        assertThat(GtidSet.parse(A + ":7-9:1-3:4-5:2-6")).hasToString("MySQL56/" + A + ":1-9");
        assertThat(GtidSet.parse(A + ":7:1-5," + A + ":6")).isEqualTo(GtidSet.parse("MySQL56/" + A + ":1-7"));
    }

    @Test
    void uuidsAreLowerCaseAndSorted() {
        assertThat(GtidSet.parse(C.toUpperCase(Locale.ROOT) + ":1, " + A + ":2"))
                .hasToString("MySQL56/" + A + ":2," + C + ":1");
    }

    @Test
    void theEmptySetIsTheEmptyText() {
        assertThat(GtidSet.parse("")).isSameAs(GtidSet.EMPTY).hasToString("");
        assertThat(GtidSet.parse("MySQL56/")).isEqualTo(GtidSet.EMPTY);
        assertThat(GtidSet.parse(A + ":9-3").isEmpty()).isTrue();
    }

    @Test
    void whatIsNotASupportedSetIsRefusedWithTheRemedy() {
        assertRefused("MariaDB/0-1-42", "unsupported-gtid-flavor", "gtid_mode");
        assertRefused("FilePos/binlog.000003:4", "unsupported-gtid-flavor", "gtid_mode");
        assertRefused(A + ":tag:1-5", "tagged-gtid", "untagged");
        assertRefused(A + ":0-5", "invalid-gtid", "Expected");
        assertRefused(A + ":", "invalid-gtid", "Expected");
        assertRefused(A + ":99999999999999999999", "invalid-gtid", "Expected");
        assertRefused("current", "invalid-gtid", "Expected");
    }

    @Test
    void theLargestNumberDoesNotWrapAround() {
        GtidSet all = GtidSet.parse(A + ":1-" + Long.MAX_VALUE);
        assertThat(all.minus(GtidSet.parse(A + ":5-" + Long.MAX_VALUE))).hasToString("MySQL56/" + A + ":1-4");
        assertThat(all.union(GtidSet.parse(A + ":3"))).isEqualTo(all);
        assertThat(all.contains(A + ":" + Long.MAX_VALUE)).isTrue();
    }

    @Test
    void randomSetsBehaveLikeSetsOfTransactions() {
        long seed = System.nanoTime();
        System.out.println("GtidSetTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            TreeSet<String> a = randomModel(random);
            TreeSet<String> b = randomModel(random);
            GtidSet setA = GtidSet.parse(text(a, random));
            GtidSet setB = GtidSet.parse(text(b, random));
            assertThat(members(setA)).as("seed %d", seed).isEqualTo(a);
            assertThat(members(setA.union(setB))).as("seed %d", seed).isEqualTo(union(a, b));
            TreeSet<String> both = new TreeSet<>(a);
            both.retainAll(b);
            assertThat(members(setA.intersect(setB))).as("seed %d", seed).isEqualTo(both);
            TreeSet<String> onlyA = new TreeSet<>(a);
            onlyA.removeAll(b);
            assertThat(members(setA.minus(setB))).as("seed %d", seed).isEqualTo(onlyA);
            assertThat(setA.contains(setB)).as("seed %d", seed).isEqualTo(a.containsAll(b));
            assertThat(setA.equals(setB)).as("seed %d", seed).isEqualTo(a.equals(b));
            assertThat(setA.size()).isEqualTo(a.size());
            assertThat(setA.isEmpty()).isEqualTo(a.isEmpty());
            assertOneNormalForm(setA, setB, seed);
        }
    }

    private static void assertOneNormalForm(GtidSet a, GtidSet b, long seed) {
        GtidSet rebuilt = a.minus(b).union(a.intersect(b));
        assertThat(rebuilt)
                .as("seed %d", seed)
                .isEqualTo(a)
                .hasSameHashCodeAs(a)
                .hasToString(a.toString());
        assertThat(GtidSet.parse(a.toString())).as("seed %d", seed).isEqualTo(a);
    }

    private static void assertRefused(String text, String reason, String remedy) {
        assertThatThrownBy(() -> GtidSet.parse(text))
                .isInstanceOfSatisfying(
                        CodedException.class,
                        error -> assertThat(error.reason()).isEqualTo(reason))
                .hasMessageContaining(text)
                .hasMessageContaining(remedy);
    }

    private static TreeSet<String> randomModel(Random random) {
        TreeSet<String> model = new TreeSet<>();
        int runs = random.nextInt(8);
        for (int i = 0; i < runs; i++) {
            String uuid = List.of(A, B, C).get(random.nextInt(3));
            int start = 1 + random.nextInt(LARGEST);
            for (int n = start; n <= Math.min(LARGEST, start + random.nextInt(8)); n++) {
                model.add(uuid + ":" + n);
            }
        }
        return model;
    }

    /** The members in random order, one by one or as overlapping ranges. */
    private static String text(TreeSet<String> model, Random random) {
        List<String> parts = new ArrayList<>();
        for (String member : model) {
            String uuid = member.substring(0, member.indexOf(':'));
            int first = Integer.parseInt(member.substring(member.indexOf(':') + 1));
            int last = first;
            while (random.nextBoolean() && model.contains(uuid + ":" + (last + 1))) {
                last++;
            }
            parts.add(last == first ? member : uuid + ":" + first + "-" + last);
        }
        java.util.Collections.shuffle(parts, random);
        return (random.nextBoolean() ? "MySQL56/" : "") + String.join(",", parts);
    }

    private static TreeSet<String> members(GtidSet set) {
        TreeSet<String> members = new TreeSet<>();
        for (String uuid : List.of(A, B, C)) {
            for (int n = 1; n <= LARGEST + 1; n++) {
                if (set.contains(uuid + ":" + n)) {
                    members.add(uuid + ":" + n);
                }
            }
        }
        return members;
    }

    private static TreeSet<String> union(TreeSet<String> a, TreeSet<String> b) {
        TreeSet<String> all = new TreeSet<>(a);
        all.addAll(b);
        return all;
    }
}
