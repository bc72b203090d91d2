package io.vitesslake.sim;

import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.commit.Requested;
import io.vitesslake.commit.TableRequests;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;

/** Somebody else who changes lake tables in ways that leave their rows alone. */
final class Foreigner {

    private final SimLake lake;
    private final LakeTables tables;
    private final Random random;
    private final Coverage coverage;
    private final SimTrace trace;
    private final TableRequests requests;
    private int changes;

    Foreigner(
            SimLake lake, LakeTables tables, CheckpointNames names, Random random, Coverage coverage, SimTrace trace) {
        this.lake = lake;
        this.tables = tables;
        this.random = random;
        this.coverage = coverage;
        this.trace = trace;
        this.requests = new TableRequests(names);
    }

    /** Sets a property, or rewrites a data file. */
    void change(TableIdentifier identifier) {
        spared(() -> {
            tables.load(identifier.name()).ifPresent(table -> change(identifier, table.iceberg()));
            return null;
        });
    }

    private void change(TableIdentifier identifier, Table table) {
        changes++;
        Optional<DataFile> file = random.nextBoolean() ? Optional.empty() : firstFile(table);
        if (file.isPresent()) {
            rewrite(table, file.get());
        } else {
            coverage.count(Coverage.Event.CONFLICT_WITH_PROPERTY);
            table.updateProperties().set("foreign", "" + changes).commit();
        }
        trace.add(() -> "foreign change of " + identifier.name() + (file.isPresent() ? " (rewrite)" : ""));
    }

    /** Asks the writer for something, if the table is there; tells whether it is. */
    boolean ask(String name, String what, BiConsumer<TableRequests, LakeTable> request) {
        return spared(() -> {
            Optional<LakeTable> table = tables.load(name);
            table.ifPresent(found -> {
                trace.add(() -> name + " is to be " + what);
                request.accept(requests, found);
            });
            return table.isPresent();
        });
    }

    /** What is asked for now. */
    Requested asked(String name) {
        return spared(() -> tables.load(name).map(requests::pending).orElse(Requested.NOTHING));
    }

    /** Without the faults that the writer has. */
    private <T> T spared(Supplier<T> action) {
        SimLake.Faults before = lake.faults(SimLake.Faults.NONE);
        try {
            return action.get();
        } catch (RuntimeException e) {
            throw new AssertionError("A change by somebody else failed", e);
        } finally {
            lake.faults(before);
        }
    }

    private static Optional<DataFile> firstFile(Table table) {
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                // Iceberg drops deletes that are older than all files it looks at, and it does not look at a new one.
                if (task.deletes().isEmpty()) {
                    return Optional.of(task.file());
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rewrite(Table table, DataFile file) {
        String path = file.location() + "." + changes + ".parquet";
        lake.copy(file.location(), path);
        DataFile copy = DataFiles.builder(table.specs().get(file.specId()))
                .copy(file)
                .withPath(path)
                .build();
        table.newRewrite()
                .validateFromSnapshot(table.currentSnapshot().snapshotId())
                .deleteFile(file)
                .addFile(copy)
                .dataSequenceNumber(file.dataSequenceNumber())
                .commit();
        coverage.count(Coverage.Event.CONFLICT_WITH_REWRITE);
    }
}
