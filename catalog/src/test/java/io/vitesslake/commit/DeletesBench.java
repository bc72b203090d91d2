package io.vitesslake.commit;

import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.change.TableShape;
import io.vitesslake.index.KeyIndex;
import io.vitesslake.maintain.Maintenance;
import io.vitesslake.maintain.MaintenanceOptions;
import io.vitesslake.maintain.MaintenanceRounds;
import io.vitesslake.tables.TableOptions;
import io.vitesslake.write.WrittenFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * What deletes by key and by position cost the writer and a reader: the same changes to the same rows, each way. Prints processor time
 * of writing and committing, and of a scan by Iceberg's own reader.
 *
 * <p>{@code DeletesBench DIRECTORY MODE VERSION ROWS CHECKPOINTS [maintained]}, with MODE {@code equality} or {@code position}.
 */
final class DeletesBench {

    private static final int UPDATES = 2_000;
    private static final int DELETES = 200;
    private static final int INSERTS = 2_000;
    private static final TableShape SHAPE = shape();

    private final Random random = new Random(1);
    private final List<Long> ids = new ArrayList<>();
    private final Optional<MaintenanceRounds> maintenance;
    private long nextId;
    private double maintained;

    private DeletesBench(Optional<MaintenanceRounds> maintenance) {
        this.maintenance = maintenance;
    }

    private static TableShape shape() {
        List<Column> columns = new ArrayList<>(List.of(new Column("id", ColumnType.LONG, true)));
        for (int i = 1; i < 10; i++) {
            columns.add(new Column("c" + i, i % 2 == 0 ? ColumnType.LONG : ColumnType.STRING, false));
        }
        return new TableShape(columns, List.of("id"));
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Files.createDirectories(directory.resolve("keys"));
        try (LakeFixture lake = LakeFixture.jdbc(directory)) {
            LakeFixture.Writer writer =
                    lake.writer(SHAPE, new TableOptions(Integer.parseInt(arguments[2]), List.of(), Map.of()));
            if (arguments[1].equals("position")) {
                writer.deletingByPosition(new KeyIndex(directory.resolve("keys"), 1L << 40));
            }
            MaintenanceRounds rounds = MaintenanceRounds.inline(
                    lake.tables(),
                    new Maintenance(
                            lake.committer(),
                            new KeyIndex(Files.createDirectories(directory.resolve("kept")), 1L << 40),
                            MaintenanceOptions.DEFAULT));
            Optional<MaintenanceRounds> maintenance = arguments.length > 5 ? Optional.of(rounds) : Optional.empty();
            new DeletesBench(maintenance)
                    .run(lake, writer, Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
        }
    }

    private void run(LakeFixture lake, LakeFixture.Writer writer, int rows, int checkpoints) throws IOException {
        for (int left = rows; left > 0; left -= 250_000) {
            commit(writer, inserts(Math.min(left, 250_000)));
        }
        double total = 0;
        for (int i = 1; i <= checkpoints; i++) {
            double took = commit(writer, changes());
            total += took;
            if (i == 1 || i % Math.max(1, checkpoints / 5) == 0) {
                System.out.printf(
                        "after %4d checkpoints: %.0f ms of processor for this one, %.0f on average and %.0f for maintenance; %s%n",
                        i, took, total / i, maintained / i, read(lake.foreign()));
            }
        }
    }

    private RowsFixture inserts(int count) {
        RowsFixture batch = RowsFixture.of(SHAPE);
        for (int i = 0; i < count; i++) {
            ids.add(nextId);
            batch.insert(row(nextId++));
        }
        return batch;
    }

    private RowsFixture changes() {
        RowsFixture batch = inserts(INSERTS);
        int old = ids.size() - INSERTS;
        int first = random.nextInt(old - UPDATES - DELETES);
        int step = Math.max(1, (old - first) / (UPDATES + DELETES));
        for (int i = 0; i < UPDATES; i++) {
            long id = ids.get(first + i * step);
            batch.update(row(id), row(id));
        }
        for (int i = DELETES - 1; i >= 0; i--) {
            int at = first + (UPDATES + i) * step;
            batch.delete(row(ids.get(at)));
            ids.set(at, ids.remove(old + i));
        }
        return batch;
    }

    private Object[] row(long id) {
        Object[] row = new Object[10];
        row[0] = id;
        for (int i = 1; i < 10; i++) {
            row[i] = i % 2 == 0 ? (Object) random.nextLong(1_000_000) : "text " + random.nextInt(100_000);
        }
        return row;
    }

    private double commit(LakeFixture.Writer writer, RowsFixture batch) {
        double before = processor();
        WrittenFiles files = writer.write(batch);
        if (!(writer.commit(files, writer.next("bench")) instanceof CommitOutcome.Committed committed)) {
            throw new IllegalStateException("Not committed");
        }
        double after = processor();
        maintenance.ifPresent(rounds -> rounds.afterCommit(writer.table, committed.receipt()));
        maintained += processor() - after;
        return after - before;
    }

    private static String read(Table table) throws IOException {
        int files = 0;
        int deletes = 0;
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                files++;
                deletes += task.deletes().size();
            }
        }
        double before = processor();
        long rows = 0;
        long sum = 0;
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table).select("id", "c2").build()) {
            for (Record row : records) {
                rows++;
                sum += (long) row.getField("c2");
            }
        }
        return "%d data files, %d deletes to apply; a scan of %d rows (sum %d) takes %.0f ms of processor"
                .formatted(files, deletes, rows, sum, processor() - before);
    }

    /** Milliseconds of all threads. */
    private static double processor() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e6;
    }
}
