package io.vitesslake.buffer;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pins: order, completeness, and that nothing of a dropped transaction remains, in memory or on disk. */
final class TransactionBufferTest {

    private static final Shard SHARD = new Shard("commerce", "0");
    private static final List<RowFormat> FORMATS = List.of(format("a"), format("b"), format("c"));

    @TempDir
    Path directory;

    private final MemoryBudget budget = new MemoryBudget(1);

    @Test
    void aTransactionIsShownInItsOrderWhetherOrNotItSpilled() {
        long seed = Long.getLong("vitesslake.seed", System.nanoTime());
        System.out.println("TransactionBufferTest: -Dvitesslake.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            BufferOptions options =
                    new BufferOptions(TestDisk.in(directory), 64 + random.nextInt(5000), random.nextInt(60_000), 1, 0);
            try (TransactionBuffer buffer = new TransactionBuffer(budget, options)) {
                for (int transaction = 0; transaction < 3; transaction++) {
                    buffer.begin();
                    List<String> added = fill(buffer, random);
                    assertThat(shown(buffer)).isEqualTo(added);
                    assertThat(shown(buffer)).isEqualTo(added);
                    assertThat(buffer.rows()).isEqualTo(added.size());
                }
            }
            assertThat(budget.used()).isZero();
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void aSecondBeginLeavesNothingOfTheFirst() {
        try (TransactionBuffer buffer =
                new TransactionBuffer(budget, new BufferOptions(TestDisk.in(directory), 64, 100, 1, 0))) {
            buffer.begin();
            fill(buffer, new Random(1));
            buffer.begin();
            assertThat(buffer.isEmpty()).isTrue();
            assertThat(shown(buffer)).isEmpty();
            buffer.add(7, FORMATS.get(1), false, new byte[] {1, 2, 3}, 1, 2);
            assertThat(shown(buffer)).containsExactly("7 b false [2, 3]");
        }
        assertThat(budget.used()).isZero();
    }

    @Test
    void aRowThatIsMostOfALargeMessageIsNotCopiedAndGoesToDiskOnlyWhenMoreComes() {
        byte[] message = new byte[3 << 20];
        new Random(2).nextBytes(message);
        String row = text(0, FORMATS.get(0), false, message, 100, 2 << 20);
        try (TransactionBuffer buffer =
                new TransactionBuffer(budget, new BufferOptions(TestDisk.in(directory), 64, 1 << 20, 1, 0))) {
            buffer.begin();
            buffer.add(0, FORMATS.get(0), false, message, 100, 2 << 20);
            buffer.forEach((table, format, copied, bytes, offset, length) ->
                    assertThat(bytes).isSameAs(message));
            assertThat(shown(buffer)).containsExactly(row);
            assertThat(buffer.bytes()).isBetween(3L << 20, (3L << 20) + 4096);
            assertThat(directory).isEmptyDirectory();
            buffer.add(7, FORMATS.get(1), false, new byte[] {1, 2, 3}, 1, 2);
            assertThat(shown(buffer)).containsExactly(row, "7 b false [2, 3]");
            assertThat(buffer.bytes()).isLessThan(4096);
            buffer.add(0, FORMATS.get(0), false, message, 100, 2 << 20);
            buffer.begin();
            assertThat(shown(buffer)).isEmpty();
        }
        assertThat(budget.used()).isZero();
    }

    private static List<String> fill(TransactionBuffer buffer, Random random) {
        List<String> added = new ArrayList<>();
        for (int i = random.nextInt(200); i >= 0; i--) {
            byte[] bytes = new byte[random.nextInt(random.nextInt(20) == 0 ? 300_000 : 300)];
            random.nextBytes(bytes);
            int table = random.nextInt(3);
            boolean copied = random.nextBoolean();
            int offset = random.nextInt(bytes.length + 1);
            buffer.add(table, FORMATS.get(table), copied, bytes, offset, bytes.length - offset);
            added.add(text(table, FORMATS.get(table), copied, bytes, offset, bytes.length - offset));
            Arrays.fill(bytes, (byte) 0);
        }
        return added;
    }

    private static List<String> shown(TransactionBuffer buffer) {
        List<String> shown = new ArrayList<>();
        buffer.forEach((table, format, copied, bytes, offset, length) ->
                shown.add(text(table, format, copied, bytes, offset, length)));
        return shown;
    }

    private static String text(int table, RowFormat format, boolean copied, byte[] bytes, int offset, int length) {
        byte[] own = Arrays.copyOfRange(bytes, offset, offset + length);
        String shownBytes = length < 10 ? Arrays.toString(own) : length + ":" + Arrays.hashCode(own);
        return table + " " + format.table() + " " + copied + " " + shownBytes;
    }

    private static RowFormat format(String table) {
        List<SourceColumn> columns = List.of(ChangeBytes.column("id", ChangeBytes.INT64, "bigint", true));
        return new RowFormat(
                SHARD,
                table,
                columns,
                ColumnMapping.shape(SHARD, table, columns, List.of("id"), ValuePolicies.DEFAULT),
                ValuePolicies.DEFAULT,
                new ValueLosses());
    }
}
