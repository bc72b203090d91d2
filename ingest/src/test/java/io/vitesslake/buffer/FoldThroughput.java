package io.vitesslake.buffer;

import io.vitesslake.change.RowBlock;
import io.vitesslake.change.TableBatch;
import io.vitesslake.change.TableShape;
import io.vitesslake.decode.ChangeBytes;
import io.vitesslake.decode.ColumnMapping;
import io.vitesslake.decode.RowFormat;
import io.vitesslake.decode.ValueLosses;
import io.vitesslake.decode.ValuePolicies;
import io.vitesslake.source.Shard;
import io.vitesslake.source.SourceColumn;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures buffering of rows of five small columns on one thread. Run by hand; prints million changes per CPU second.
 */
final class FoldThroughput {

    private static final int CHANGES = 2_000_000;
    private static final int KEYS = 500_000;
    private static final Shard SHARD = new Shard("commerce", "-80");
    private static final List<SourceColumn> COLUMNS = List.of(
            ChangeBytes.column("id", ChangeBytes.INT64, "bigint", true),
            ChangeBytes.column("customer_id", ChangeBytes.INT64, "bigint", true),
            ChangeBytes.column("sku", ChangeBytes.VARCHAR, "varchar(32)", true),
            ChangeBytes.column("qty", ChangeBytes.UINT32, "int unsigned", true),
            ChangeBytes.column("price", ChangeBytes.DECIMAL, "decimal(10,2)", false));
    private static final TableShape SHAPE =
            ColumnMapping.shape(SHARD, "orders", COLUMNS, List.of("customer_id", "id"), ValuePolicies.DEFAULT);
    private static final RowFormat FORMAT =
            new RowFormat(SHARD, "orders", COLUMNS, SHAPE, ValuePolicies.DEFAULT, new ValueLosses());

    private FoldThroughput() {}

    public static void main(String[] args) throws IOException {
        byte[][] copies = new byte[KEYS][];
        byte[][] updates = new byte[KEYS][];
        for (int i = 0; i < KEYS; i++) {
            copies[i] = ChangeBytes.insert(values(i, 7));
            updates[i] = ChangeBytes.update(values(i, 7), values(i, 8));
        }
        for (int round = 0; round < 5; round++) {
            measure("copied, appended", copies, true, 1);
            measure("inserts, folded", copies, false, 1);
            measure("updates, in key order", updates, false, 1);
            measure("updates, keys all over", updates, false, 7_919);
            measure("transaction buffer", copies);
        }
    }

    private static Object[] values(int id, int quantity) {
        return new Object[] {1_000_000 + id, id % 100_000, "SKU-" + id % 1000, quantity, "19.99"};
    }

    private static void measure(String what, byte[][] changes, boolean copied, int stride) throws IOException {
        MemoryBudget budget = new MemoryBudget(1);
        BufferOptions options = BufferOptions.on(TestDisk.in(Path.of(System.getProperty("java.io.tmpdir"))));
        TableBuffer buffer = new TableBuffer(SHAPE, new TouchedKeys(budget, options), budget, options);
        long nanos = 0;
        long sealing = 0;
        long bytes = 0;
        for (int done = 0; done < CHANGES; done += KEYS) {
            long start = cpuNanos();
            for (int i = 0; i < KEYS; i++) {
                byte[] change = changes[(int) ((long) i * stride % KEYS)];
                buffer.fold(FORMAT, copied, false, change, 0, change.length);
            }
            nanos += cpuNanos() - start;
            bytes = buffer.bytes();
            start = cpuNanos();
            try (TableBatch batch = buffer.seal();
                    TableBatch.Reader reader = batch.read()) {
                while (reader.next()) {
                    sum(reader.block().rows());
                }
            }
            sealing += cpuNanos() - start;
        }
        System.out.printf(
                "%-24s %6.2f M/s, read back %6.2f M/s, %d bytes a change%n",
                what, CHANGES * 1e3 / nanos, CHANGES * 1e3 / sealing, bytes / KEYS);
    }

    private static void measure(String what, byte[][] changes) {
        MemoryBudget budget = new MemoryBudget(1);
        BufferOptions options = BufferOptions.on(TestDisk.in(Path.of(System.getProperty("java.io.tmpdir"))));
        long start = cpuNanos();
        try (TransactionBuffer buffer = new TransactionBuffer(budget, options)) {
            long[] sum = new long[1];
            for (int done = 0; done < CHANGES; ) {
                buffer.begin();
                for (int i = 0; i < 2_000; i++, done++) {
                    byte[] change = changes[done % KEYS];
                    buffer.add(0, FORMAT, true, change, 0, change.length);
                }
                buffer.forEach((table, format, copied, bytes, offset, length) -> sum[0] += length);
            }
        }
        System.out.printf("%-24s %6.2f M/s%n", what, CHANGES * 1e3 / (cpuNanos() - start));
    }

    /** CPU time of this thread, so that a busy machine does not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long sum(RowBlock rows) {
        long sum = 0;
        for (int i = 0; i < rows.rowCount(); i++) {
            rows.seek(i);
            sum += rows.longAt(0) + rows.longAt(1) + rows.bytesAt(2).length() + rows.longAt(3);
            sum += rows.isNullAt(4) ? 0 : rows.longAt(4);
        }
        return sum;
    }
}
