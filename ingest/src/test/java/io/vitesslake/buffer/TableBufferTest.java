package io.vitesslake.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import io.vitesslake.decode.ChangeBytes;
import io.vitesslake.decode.ColumnMapping;
import io.vitesslake.decode.KeyBytes;
import io.vitesslake.decode.RowFormat;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single cases of the fold, of resumed copies and of memory; {@link FoldModelTest} has the histories. */
final class TableBufferTest {

    private static final Shard SHARD = new Shard("commerce", "-80");
    private static final List<SourceColumn> COLUMNS = List.of(
            ChangeBytes.column("id", ChangeBytes.UINT32, "int(6) unsigned zerofill", true),
            ChangeBytes.column("value", ChangeBytes.VARCHAR, "varchar(20)", false));
    private static final TableShape SHAPE =
            ColumnMapping.shape(SHARD, "t", COLUMNS, List.of("id"), ValuePolicies.DEFAULT);
    private static final RowFormat FORMAT =
            new RowFormat(SHARD, "t", COLUMNS, SHAPE, ValuePolicies.DEFAULT, new ValueLosses());

    @TempDir
    Path directory;

    private final MemoryBudget budget = new MemoryBudget(1 << 20);
    private TouchedKeys touched;
    private TableBuffer buffer;

    @BeforeEach
    void open() {
        BufferOptions options = BufferOptions.on(TestDisk.in(directory));
        touched = new TouchedKeys(budget, options);
        buffer = new TableBuffer(SHAPE, touched, budget, options);
    }

    @Test
    void anInsertCostsNoDelete() {
        event(ChangeBytes.insert("1", "a"));
        expect("{}", "{[1]=[1, a]}", 1, 0, 0);
    }

    @Test
    void theMessageThatAChangeCameInIsNotHeldOnTo() {
        WeakReference<byte[]> message =
                new WeakReference<>(ChangeBytes.update(new Object[] {"1", "a"}, new Object[] {"1", "b"}));
        event(message.get());
        Awaitility.await().until(() -> {
            System.gc();
            return message.refersTo(null);
        });
    }

    @Test
    void thePageOfALargeRowIsCountedUntilTheRowIsInTheLake() {
        String large = "x".repeat(2 << 20);
        event(ChangeBytes.insert("1", large));
        assertThat(budget.used()).isBetween(4L << 20, 5L << 20);
        buffer.seal().close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void anInsertThatIsDeletedAgainLeavesNothing() {
        event(ChangeBytes.insert("1", "a"));
        event(ChangeBytes.delete("1", "a"));
        expect("{}", "{}", 0, 0, 0);
    }

    @Test
    void aDeleteFollowedByAnInsertIsAnUpdate() {
        event(ChangeBytes.delete("1", "a"));
        event(ChangeBytes.insert("1", "b"));
        expect("{[1]=[1, a]}", "{[1]=[1, b]}", 0, 1, 0);
    }

    @Test
    void aChangedKeyDeletesTheOldAndInsertsTheNew() {
        event(ChangeBytes.update(new Object[] {"1", "a"}, new Object[] {"2", "a"}));
        expect("{[1]=[1, a]}", "{[2]=[2, a]}", 1, 0, 1);
    }

    @Test
    void twoKeysMaySwapWithinATransaction() {
        event(ChangeBytes.update(new Object[] {"1", "a"}, new Object[] {"9", "a"}));
        event(ChangeBytes.update(new Object[] {"2", "b"}, new Object[] {"1", "b"}));
        event(ChangeBytes.update(new Object[] {"9", "a"}, new Object[] {"2", "a"}));
        expect("{[1]=[1, a], [2]=[2, b]}", "{[1]=[1, b], [2]=[2, a]}", 0, 2, 0);
    }

    @Test
    void aPaddedKeyFromTheCopyMeetsItsEvents() {
        copied("000042", "a");
        event(ChangeBytes.update(new Object[] {"42", "a"}, new Object[] {"42", "b"}));
        expect("{}", "{[42]=[42, b]}", 1, 0, 0);
    }

    @Test
    void copiedRowsWithTheSameKeyAreFoundBySpilling() {
        copied("1", "a");
        copied("01", "b");
        buffer.spill();
        copied("001", "c");
        expect("{}", "{[1]=[1, c]}", 1, 0, 0);
    }

    @Test
    void aCopiedRowIsDeletedFirstOnlyIfAnEventTouchedItsKey() {
        touching(ChangeBytes.insert("1", "a"));
        touching(ChangeBytes.update(new Object[] {"2", "a"}, new Object[] {"3", "a"}));
        buffer.seal().close();
        copied("1", "a");
        copied("2", "x");
        copied("3", "a");
        copied("4", "a");
        expect("{[1]=[1, a], [2]=[2, x], [3]=[3, a]}", "{[1]=[1, a], [2]=[2, x], [3]=[3, a], [4]=[4, a]}", 1, 3, 0);
    }

    @Test
    void anEventInTheSameBufferKnowsBetterThanTheTouchedKeys() {
        touching(ChangeBytes.insert("1", "a"));
        copied("1", "a");
        expect("{}", "{[1]=[1, a]}", 1, 0, 0);
    }

    @Test
    void afterARestartEveryCopiedRowIsDeletedFirstUntilTheCopyEnds() {
        touched.everything();
        copied("1", "aaa");
        event(ChangeBytes.update(new Object[] {"1", "aaa"}, new Object[] {"1", "b"}));
        expect("{[1]=[1, aaa]}", "{[1]=[1, b]}", 0, 1, 0);
        touched.clear();
        copied("2", "a");
        expect("{}", "{[2]=[2, a]}", 1, 0, 0);
    }

    @Test
    void aTouchedKeyIsNeverForgotten() {
        BufferOptions options = new BufferOptions(TestDisk.in(directory), 64, 0, 1, 1 << 18);
        TouchedKeys keys = new TouchedKeys(budget, options);
        for (long i = 0; i < 300_000; i++) {
            keys.add(i * 0x9E3779B97F4A7C15L);
            if (i % 997 == 0) {
                for (long j = 0; j <= i; j += 31) {
                    assertThat(keys.contains(j * 0x9E3779B97F4A7C15L)).isTrue();
                }
            }
        }
        keys.clear();
        assertThat(keys.isEmpty()).isTrue();
        assertThat(keys.contains(7)).isFalse();
        assertThat(budget.used()).isZero();
    }

    @Test
    void untouchedKeysAreRarelyTakenForTouched() {
        TouchedKeys keys = new TouchedKeys(budget, BufferOptions.on(TestDisk.in(directory)));
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < 500_000; i++) {
            keys.add(random.nextLong());
        }
        int errors = 0;
        for (int i = 0; i < 100_000; i++) {
            errors += keys.contains(random.nextLong()) ? 1 : 0;
        }
        assertThat(errors).isLessThan(30);
    }

    @Test
    void touchedKeysOutliveTheProcess() {
        TouchedKeys before = new TouchedKeys(budget, BufferOptions.on(TestDisk.in(directory)));
        for (long i = 0; i < 20_000; i++) {
            before.add(i * 0x9E3779B97F4A7C15L);
        }
        TouchedKeys after = new TouchedKeys(budget, BufferOptions.on(TestDisk.in(directory)));
        after.restore(before.print());
        after.add(7);
        for (long i = 0; i < 20_000; i++) {
            assertThat(after.contains(i * 0x9E3779B97F4A7C15L)).isTrue();
        }
        assertThat(after.contains(7)).isTrue();
        assertThat(after.contains(8)).isFalse();
    }

    @Test
    void touchedKeysPrintedInAnotherFormCountAsAllKeys() {
        byte[] printed = new TouchedKeys(budget, BufferOptions.on(TestDisk.in(directory))).print();
        printed[0]++;
        TouchedKeys after = new TouchedKeys(budget, BufferOptions.on(TestDisk.in(directory)));
        after.restore(printed);
        assertThat(after.contains(8)).isTrue();
    }

    /** Touched keys are saved with the hashes of their time: whoever changes these changes the form of {@link TouchedKeys} too. */
    @Test
    void theHashOfAKeyIsTheSameInEveryVersion() {
        KeyBytes key = new KeyBytes();
        key.resize(11);
        for (int i = 0; i < key.length(); i++) {
            key.array()[i] = (byte) (i * 31);
        }
        assertThat(KeyHash.of(key)).isEqualTo(3206305092547338542L);
    }

    @Test
    void aRefusedChangeLeavesTheBufferAsItWas() {
        event(ChangeBytes.insert("1", "a"));
        byte[] bad = ChangeBytes.update(new Object[] {"1", "a"}, new Object[] {"x", "b"});
        assertThatThrownBy(() -> event(bad)).isInstanceOf(CodedException.class).hasMessageContaining("commerce/-80 t");
        expect("{}", "{[1]=[1, a]}", 1, 0, 0);
    }

    @Test
    void memoryGoesWithTheBatchAndIsReleasedByItsClose() {
        event(ChangeBytes.insert("1", "x".repeat(3_000_000)));
        assertThat(budget.isExceeded()).isTrue();
        assertThat(buffer.bytes()).isGreaterThan(3_000_000);
        TableBatch batch = buffer.seal();
        assertThat(buffer.bytes()).isZero();
        assertThat(buffer.isEmpty()).isTrue();
        assertThat(budget.isExceeded()).isTrue();
        batch.close();
        assertThat(budget.used()).isZero();
        assertThatThrownBy(batch::read).hasMessageContaining("closed");
    }

    @Test
    void aSpillReleasesMemoryAndAMergeStaysWithinItsBlocks() {
        BufferOptions options = new BufferOptions(TestDisk.in(directory), 1024, 0, 4096, 0);
        TableBuffer small = new TableBuffer(SHAPE, touched, budget, options);
        for (int i = 0; i < 1000; i++) {
            byte[] change = ChangeBytes.insert(Integer.toString(i), "value " + i);
            small.fold(FORMAT, false, false, change, 0, change.length);
            if (i % 300 == 299) {
                small.spill();
                assertThat(budget.used()).isZero();
            }
        }
        TableBatch batch = small.seal();
        Batches.Content content = Batches.read(batch);
        assertThat(content.rows()).hasSize(1000);
        assertThat(content.blocks()).isGreaterThan(5);
        assertThat(budget.used()).isZero();
        batch.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void anEventlessBatchHasNoBlock() {
        expect("{}", "{}", 0, 0, 0);
    }

    @Test
    void aHotRowTakesItsPlaceAgainAndAgain() {
        event(ChangeBytes.insert("1", "v0000"));
        long before = buffer.bytes();
        for (int i = 1; i < 5000; i++) {
            event(ChangeBytes.update(new Object[] {"1", "v0000"}, new Object[] {"1", String.format("v%04d", i)}));
        }
        assertThat(buffer.bytes()).isEqualTo(before);
        expect("{}", "{[1]=[1, v4999]}", 1, 0, 0);
    }

    @Test
    void aFormatOfAnotherShapeIsRefused() {
        List<SourceColumn> more =
                List.of(COLUMNS.get(0), COLUMNS.get(1), ChangeBytes.column("n", ChangeBytes.INT64, "bigint", false));
        TableShape wide = ColumnMapping.shape(SHARD, "t", more, List.of("id"), ValuePolicies.DEFAULT);
        RowFormat format = new RowFormat(SHARD, "t", more, wide, ValuePolicies.DEFAULT, new ValueLosses());
        byte[] change = ChangeBytes.insert("1", "a", "5");
        assertThatThrownBy(() -> buffer.fold(format, false, false, change, 0, change.length))
                .hasMessageContaining("widen");
        event(ChangeBytes.insert("2", "b"));
        buffer.widen(wide);
        buffer.fold(format, false, false, change, 0, change.length);
        expect("{}", "{[1]=[1, a, 5], [2]=[2, b, null]}", 2, 0, 0);
        assertThatThrownBy(() -> buffer.widen(SHAPE)).hasMessageContaining("only appended");
    }

    private void event(byte[] change) {
        buffer.fold(FORMAT, false, false, change, 0, change.length);
    }

    private void touching(byte[] change) {
        buffer.fold(FORMAT, false, true, change, 0, change.length);
    }

    private void copied(String id, String value) {
        byte[] change = ChangeBytes.insert(id, value);
        buffer.fold(FORMAT, true, false, change, 0, change.length);
    }

    private void expect(String deletes, String rows, long inserted, long updated, long deleted) {
        try (TableBatch batch = buffer.seal()) {
            Batches.Content content = Batches.read(batch);
            assertThat(new java.util.TreeMap<>(text(content.deletes()))).hasToString(deletes);
            assertThat(new java.util.TreeMap<>(text(content.rows()))).hasToString(rows);
            assertThat(content.counts()).isEqualTo(new ChangeCounts(inserted, updated, deleted));
        }
    }

    private static java.util.Map<String, String> text(java.util.Map<List<String>, List<String>> rows) {
        java.util.Map<String, String> text = new java.util.TreeMap<>();
        rows.forEach((key, row) -> text.put(key.toString(), row.toString()));
        return text;
    }
}
