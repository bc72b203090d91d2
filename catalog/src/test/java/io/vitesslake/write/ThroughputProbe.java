package io.vitesslake.write;

import io.vitesslake.change.ChangeBlock;
import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.RowBlock;
import io.vitesslake.change.Slice;
import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.iceberg.DataFile;

/**
 * Prints rows per second of CPU for a table of five columns (about 95 bytes a row), once as inserts and once as updates.
 * Not a test: run its main method.
 */
public final class ThroughputProbe {

    private static final TableShape SHAPE = new TableShape(
            List.of(
                    new Column("id", ColumnType.LONG, true),
                    new Column("customer", ColumnType.STRING, false),
                    new Column("amount", ColumnType.decimal(9, 2), false),
                    new Column("created", ColumnType.TIMESTAMP, false),
                    new Column("note", ColumnType.STRING, false)),
            List.of("id"));
    private static final int BLOCK_ROWS = 20_000;
    private static final int BLOCKS = 100;

    private ThroughputProbe() {}

    public static void main(String[] arguments) throws IOException {
        Path dir = Files.createTempDirectory("probe");
        for (String partitionBy : new String[] {"", "bucket(4, id)"}) {
            String[] fields = partitionBy.isEmpty() ? new String[0] : new String[] {partitionBy};
            try (ScratchLake lake =
                    new ScratchLake(dir.resolve("p" + fields.length), SHAPE, WriteOptions.DEFAULT, fields)) {
                for (int round = 0; round < 4; round++) {
                    measure(lake, "inserts " + partitionBy, false);
                    measure(lake, "updates " + partitionBy, true);
                }
            }
        }
    }

    private static void measure(ScratchLake lake, String what, boolean deletes) {
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        WrittenFiles files = lake.write(new Generated(deletes));
        double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
        long bytes = 0;
        for (DataFile file : files.data()) {
            bytes += file.fileSizeInBytes();
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %,.0f rows/s of CPU, %.2f s, %d MB of data%n",
                what,
                BLOCKS * (double) BLOCK_ROWS / seconds,
                seconds,
                bytes / 1_000_000);
        files.discard();
    }

    private record Generated(boolean deletes) implements TableBatch {

        @Override
        public TableShape shape() {
            return SHAPE;
        }

        @Override
        public void close() {}

        @Override
        public Reader read() {
            Rows rows = new Rows(BLOCK_ROWS);
            Rows removed = new Rows(deletes ? BLOCK_ROWS : 0);
            return new Reader() {
                private int block = -1;

                @Override
                public boolean next() {
                    block++;
                    rows.base = removed.base = (long) block * BLOCK_ROWS;
                    return block < BLOCKS;
                }

                @Override
                public ChangeBlock block() {
                    return new ChangeBlock(removed, rows);
                }

                @Override
                public ChangeCounts counts() {
                    return ChangeCounts.NONE;
                }

                @Override
                public void close() {}
            };
        }
    }

    /** The same texts and amounts in every block; ids and times go on. */
    private static final class Rows implements RowBlock {

        private final int count;
        private final byte[] arena;
        private final int[] customerLengths;
        private final int[] noteLengths;
        private final int[] amounts;
        private final Slice slice = new Slice();
        private long base;
        private int row;

        Rows(int count) {
            this.count = count;
            Random random = new Random(7);
            this.arena = new byte[BLOCK_ROWS * 80];
            this.customerLengths = new int[count];
            this.noteLengths = new int[count];
            this.amounts = new int[count];
            byte[] words = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor "
                    .repeat(3)
                    .getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < count; i++) {
                byte[] customer = ("customer-" + random.nextInt(100_000)).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(customer, 0, arena, i * 80, customer.length);
                customerLengths[i] = customer.length;
                noteLengths[i] = 30 + random.nextInt(28);
                System.arraycopy(words, random.nextInt(100), arena, i * 80 + 20, noteLengths[i]);
                arena[i * 80 + 25] = (byte) ('a' + random.nextInt(26));
                arena[i * 80 + 35] = (byte) ('a' + random.nextInt(26));
                amounts[i] = random.nextInt(1_000_000);
            }
        }

        @Override
        public int rowCount() {
            return count;
        }

        @Override
        public void seek(int newRow) {
            row = newRow;
        }

        @Override
        public boolean isNullAt(int column) {
            return column == 4 && row % 16 == 0;
        }

        @Override
        public long longAt(int column) {
            return switch (column) {
                case 0 -> base + row;
                case 2 -> amounts[row];
                default -> 1_767_225_600_000_000L + (base + row) * 1_000_003L;
            };
        }

        @Override
        public float floatAt(int column) {
            throw new UnsupportedOperationException();
        }

        @Override
        public double doubleAt(int column) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Slice bytesAt(int column) {
            return column == 1
                    ? slice.set(arena, row * 80, customerLengths[row])
                    : slice.set(arena, row * 80 + 20, noteLengths[row]);
        }
    }
}
