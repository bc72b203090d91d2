package io.vitesslake.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import io.vitesslake.decode.ChangeBytes;
import io.vitesslake.decode.ColumnMapping;
import io.vitesslake.decode.RowFormat;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fold against a naive model, over many short random histories with random formats, chunk sizes and spills. Pins:
 * deletes, rows and counts are exactly the net effect; the old table without the deletes and with the rows is the
 * source table; nothing stays in memory or on disk.
 */
final class FoldModelTest {

    private static final int SEEDS = 1_500;
    private static final Shard SHARD = new Shard("commerce", "-80");
    private static final SourceColumn ID =
            ChangeBytes.column("id", ChangeBytes.UINT32, "int(6) unsigned zerofill", true);
    private static final SourceColumn CODE = ChangeBytes.column("code", ChangeBytes.VARCHAR, "varchar(9)", true);
    private static final SourceColumn VALUE = ChangeBytes.column("value", ChangeBytes.VARCHAR, "varchar(9)", false);
    private static final SourceColumn LATER = ChangeBytes.column("later", ChangeBytes.INT64, "bigint", false);
    private static final SourceColumn UNKNOWN = ChangeBytes.column("unknown", ChangeBytes.INT64, "bigint", false);
    private static final TableShape NARROW =
            ColumnMapping.shape(SHARD, "t", List.of(CODE, VALUE, ID), List.of("id", "code"), ValuePolicies.DEFAULT);
    private static final TableShape WIDE = ColumnMapping.shape(
            SHARD, "t", List.of(CODE, VALUE, ID, LATER), List.of("id", "code"), ValuePolicies.DEFAULT);

    @TempDir
    Path directory;

    @Test
    void everyHistoryFoldsToItsNetEffect() {
        long first = Long.getLong("vitesslake.seed", System.nanoTime());
        System.out.println("FoldModelTest: -Dvitesslake.seed=" + first);
        for (long seed = first; seed < first + SEEDS; seed++) {
            try {
                new History(seed).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    /** One random life of a table: several batches of random changes, all valid for the table as it is. */
    private final class History {

        private final Random random;
        private final MemoryBudget budget = new MemoryBudget(1);
        private final TableBuffer buffer;
        private final List<Wire> wires = new ArrayList<>(List.of(new Wire(List.of(ID, CODE, VALUE), NARROW)));
        private final Map<List<String>, List<String>> source = new HashMap<>();
        private final Set<List<String>> touched = new HashSet<>();
        private final int idRange;
        private Map<List<String>, List<String>> lake = new HashMap<>();

        History(long seed) {
            random = new Random(seed);
            BufferOptions options = new BufferOptions(
                    TestDisk.in(directory), 64 + random.nextInt(3000), 0, 1 + random.nextInt(5000), 1 << 20);
            buffer = new TableBuffer(NARROW, new TouchedKeys(budget, options), budget, options);
            idRange = 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 12);
            wires.add(new Wire(List.of(VALUE, UNKNOWN, ID, CODE), NARROW));
        }

        void run() {
            int batches = 1 + random.nextInt(4);
            for (int i = 0; i < batches; i++) {
                // Spilling every few changes makes many runs and hence many equal keys among them.
                int spillOdds = random.nextBoolean() ? Integer.MAX_VALUE : 3 + random.nextInt(60);
                copySome();
                for (int changes = random.nextInt(4 * idRange); changes > 0; changes--) {
                    change();
                    if (random.nextInt(spillOdds) == 0) {
                        buffer.spill();
                    }
                }
                check(buffer.seal());
            }
            buffer.close();
            assertThat(budget.used()).isZero();
        }

        private void copySome() {
            for (int i = random.nextInt(idRange + 1); i > 0; i--) {
                List<String> row = newRow();
                if (!source.containsKey(keyOf(row)) && !touched.contains(keyOf(row))) {
                    fold(true, null, row);
                }
            }
        }

        private void change() {
            List<String> fresh = newRow();
            List<List<String>> rows = new ArrayList<>(source.values());
            List<String> old = rows.isEmpty() ? null : rows.get(random.nextInt(rows.size()));
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> {
                    List<String> present = source.get(keyOf(fresh));
                    fold(false, present, fresh);
                }
                case 3, 4 -> {
                    if (old != null) {
                        fold(false, old, null);
                    }
                }
                case 5 -> {
                    if (old != null && !source.containsKey(keyOf(fresh))) {
                        fold(false, old, fresh);
                    }
                }
                case 6 -> swap(old, rows);
                case 7 -> {
                    if (old != null) {
                        fold(false, old, List.of(old.get(0), text(), old.get(2)));
                    }
                }
                default -> widen();
            }
        }

        /** Two rows change keys by way of a third, as a transaction must do it. */
        private void swap(List<String> a, List<List<String>> rows) {
            List<String> b = rows.isEmpty() ? null : rows.get(random.nextInt(rows.size()));
            List<String> between = a == null ? null : List.of("tmp", text(), a.get(2));
            if (a != null && !a.equals(b) && !source.containsKey(keyOf(between))) {
                fold(false, a, between);
                List<String> movedB = Arrays.asList(a.get(0), b.get(1), a.get(2));
                fold(false, b, movedB);
                fold(false, between, Arrays.asList(b.get(0), a.get(1), b.get(2)));
            }
        }

        private void widen() {
            if (wires.size() == 2) {
                buffer.widen(WIDE);
                wires.add(new Wire(List.of(LATER, CODE, ID, VALUE), WIDE));
            }
        }

        private void fold(boolean copied, List<String> before, List<String> after) {
            byte[] change = wires.get(random.nextInt(wires.size())).change(random, before, after);
            byte[] padded = new byte[change.length + 10];
            System.arraycopy(change, 0, padded, 7, change.length);
            buffer.fold(lastFormat, copied, false, padded, 7, change.length);
            Arrays.fill(padded, (byte) 0xEE);
            if (before != null) {
                source.remove(keyOf(before));
                touched.add(keyOf(before));
            }
            if (after != null) {
                source.put(keyOf(after), after);
                touched.add(keyOf(after));
            }
        }

        private void check(TableBatch batch) {
            Map<List<String>, List<String>> deletes = new HashMap<>();
            Map<List<String>, List<String>> rows = new HashMap<>();
            for (List<String> key : touched) {
                if (lake.containsKey(key)) {
                    deletes.put(key, lake.get(key));
                }
                if (source.containsKey(key)) {
                    rows.put(key, source.get(key));
                }
            }
            long updated = rows.keySet().stream().filter(deletes::containsKey).count();
            ChangeCounts counts = new ChangeCounts(rows.size() - updated, updated, deletes.size() - updated);
            for (int pass = 0; pass < 2; pass++) {
                Batches.Content content = Batches.read(batch);
                assertThat(narrow(content.deletes())).isEqualTo(deletes);
                assertThat(narrow(content.rows())).isEqualTo(rows);
                assertThat(content.counts()).isEqualTo(counts);
            }
            Map<List<String>, List<String>> result = new HashMap<>(lake);
            deletes.keySet().forEach(result::remove);
            result.putAll(rows);
            assertThat(result).isEqualTo(source);
            batch.close();
            batch.close();
            lake = new HashMap<>(source);
            touched.clear();
        }

        /**
         * The later column is null in some formats and the row's own id in others, so that it is left out of the
         * model.
         */
        private Map<List<String>, List<String>> narrow(Map<List<String>, List<String>> rows) {
            Map<List<String>, List<String>> narrow = new HashMap<>();
            rows.forEach((key, row) -> {
                if (row.size() > 3 && row.get(3) != null) {
                    assertThat(row.get(3)).isEqualTo(row.get(2));
                }
                narrow.put(key, row.subList(0, 3));
            });
            return narrow;
        }

        private List<String> newRow() {
            return Arrays.asList(random.nextBoolean() ? "a" : "A", text(), Integer.toString(random.nextInt(idRange)));
        }

        private String text() {
            int length = random.nextInt(40) == 0 ? random.nextInt(6000) : random.nextInt(12);
            return Character.toString('a' + random.nextInt(26)).repeat(length);
        }

        private RowFormat lastFormat;

        /** One FIELD event. */
        private final class Wire {

            private final List<SourceColumn> columns;
            private final RowFormat format;

            Wire(List<SourceColumn> columns, TableShape shape) {
                this.columns = columns;
                this.format = new RowFormat(SHARD, "t", columns, shape, ValuePolicies.DEFAULT, new ValueLosses());
            }

            byte[] change(Random random, List<String> before, List<String> after) {
                lastFormat = format;
                if (before == null) {
                    return ChangeBytes.insert(values(random, after));
                }
                return after == null
                        ? ChangeBytes.delete(values(random, before))
                        : ChangeBytes.update(values(random, before), values(random, after));
            }

            private Object[] values(Random random, List<String> row) {
                Object[] values = new Object[columns.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = switch (columns.get(i).name()) {
                        case "code" -> row.get(0);
                        case "value" -> row.get(1);
                        case "id" -> random.nextBoolean() ? row.get(2) : "0".repeat(random.nextInt(4)) + row.get(2);
                        case "later" -> row.get(2);
                        default -> "99";
                    };
                }
                return values;
            }
        }
    }

    private static List<String> keyOf(List<String> row) {
        return List.of(row.get(0), row.get(2));
    }
}
