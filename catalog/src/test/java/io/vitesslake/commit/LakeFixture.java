package io.vitesslake.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.change.Column;
import io.vitesslake.change.ColumnType;
import io.vitesslake.change.RowsFixture;
import io.vitesslake.change.TableShape;
import io.vitesslake.checkpoint.Checkpoint;
import io.vitesslake.checkpoint.CheckpointNames;
import io.vitesslake.index.KeyIndex;
import io.vitesslake.tables.CatalogOptions;
import io.vitesslake.tables.DeleteMode;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.tables.LiveRows;
import io.vitesslake.tables.SchemaPlan;
import io.vitesslake.tables.TableOptions;
import io.vitesslake.write.OlderRows;
import io.vitesslake.write.TableWriter;
import io.vitesslake.write.WriteOptions;
import io.vitesslake.write.WrittenFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.StructLikeWrapper;

/** A table {@code orders(id, name)} in a JDBC catalog on SQLite that can be told to fail, its writers, and other engines. */
public final class LakeFixture implements AutoCloseable {

    public static final CheckpointNames NAMES =
            new CheckpointNames("vitess.", "vitesslake-checkpoint", "vitesslake-recopy");
    public static final TableShape SHAPE = shape("id", "name");

    private static final TableIdentifier ORDERS = TableIdentifier.of("shop", "orders");

    private final CatalogOptions options;
    private final List<LakeTables> opened = new ArrayList<>();
    public final List<Duration> waits = new ArrayList<>();

    private LakeFixture(CatalogOptions options) {
        this.options = options;
        open().create("orders", SHAPE, TableOptions.DEFAULT);
    }

    public static LakeFixture jdbc(Path directory) {
        return new LakeFixture(new CatalogOptions(
                "lake-" + directory.getFileName(),
                "shop",
                Map.of(
                        "catalog-impl",
                        FaultyCatalog.class.getName(),
                        "uri",
                        "jdbc:sqlite:" + directory.resolve("catalog.db"),
                        "warehouse",
                        directory.resolve("warehouse").toUri().toString(),
                        "io-impl",
                        "org.apache.iceberg.hadoop.HadoopFileIO",
                        "jdbc.schema-version",
                        "V1")));
    }

    public static LakeFixture hadoop(Path directory) {
        return new LakeFixture(new CatalogOptions(
                "lake",
                "shop",
                Map.of("type", "hadoop", "warehouse", directory.toUri().toString())));
    }

    /** The first column is the key, a long; all others are strings. */
    public static TableShape shape(String key, String... others) {
        List<Column> columns = new ArrayList<>(List.of(new Column(key, ColumnType.LONG, true)));
        for (String other : others) {
            columns.add(new Column(other, ColumnType.STRING, false));
        }
        return new TableShape(columns, List.of(key));
    }

    private LakeTables open() {
        LakeTables tables = LakeTables.open(options);
        opened.add(tables);
        return tables;
    }

    /** The catalog as another process opens it. */
    public LakeTables tables() {
        return open();
    }

    /** The table as another process sees it. */
    public LakeTable table() {
        return open().load("orders").orElseThrow();
    }

    /** The table as another engine sees it. */
    public Table foreign() {
        return table().iceberg();
    }

    public TableMetadata metadata() {
        return ((BaseTable) foreign()).operations().current();
    }

    public FaultyCatalog.Plan faults() {
        return FaultyCatalog.plan(options.name());
    }

    public TableCommitter committer() {
        return committer(new CommitOptions(4, Duration.ofMillis(10), Duration.ofMillis(50)));
    }

    public TableCommitter committer(CommitOptions commitOptions) {
        return new TableCommitter(NAMES, commitOptions, new Random(1), waits::add);
    }

    public Writer writer() {
        return new Writer(table(), committer());
    }

    /** The same table anew, in four buckets by id. */
    public Writer partitionedWriter() {
        return writer(SHAPE, "bucket(4, id)");
    }

    /** A table of another shape in its place. */
    public Writer writer(TableShape shape, String... partitionBy) {
        return writer(shape, new TableOptions(2, List.of(partitionBy), Map.of()));
    }

    /** A table of another shape and of other options in its place. */
    public Writer writer(TableShape shape, TableOptions options) {
        drop();
        return new Writer(open().create("orders", shape, options), committer());
    }

    /** One process with its own view of the table and its own memory of checkpoints. */
    public static final class Writer {

        public final LakeTable table;
        public final TableCommitter committer;
        private Optional<UUID> last = Optional.empty();
        private TableWriter files = new TableWriter(WriteOptions.DEFAULT);
        private DeleteMode deletes = DeleteMode.EQUALITY;

        Writer(LakeTable table, TableCommitter committer) {
            this.table = table;
            this.committer = committer;
        }

        public Writer deletingByPosition(KeyIndex index) {
            files = new TableWriter(WriteOptions.DEFAULT, index);
            deletes = DeleteMode.POSITION;
            return this;
        }

        public Writer resumeFrom(UUID checkpoint) {
            last = Optional.of(checkpoint);
            return this;
        }

        /** The checkpoint that this writer committed last. */
        public Optional<UUID> last() {
            return last;
        }

        public Checkpoint next(String position) {
            return new Checkpoint(UUID.randomUUID(), last, Map.of("vgtid", position, "writer", "test"));
        }

        public WrittenFiles write(RowsFixture rows) {
            return write(table.plan(rows.shape()), rows);
        }

        public WrittenFiles write(SchemaPlan plan, RowsFixture rows) {
            return files.write(table, plan, rows, OlderRows.ofReaders(deletes));
        }

        public WrittenFiles nothing() {
            return WrittenFiles.none(table.plan(SHAPE));
        }

        public CommitOutcome commit(WrittenFiles files, Checkpoint checkpoint) {
            CommitOutcome outcome = committer.commit(table, files, checkpoint);
            if (outcome.kind() == CommitOutcome.Kind.COMMITTED) {
                last = Optional.of(checkpoint.id());
            }
            return outcome;
        }

        /** Inserts one row and expects that it is committed. */
        public Checkpoint insert(long id) {
            Checkpoint checkpoint = next("at " + id);
            CommitOutcome outcome = commit(write(RowsFixture.of(SHAPE).insert(id, "row " + id)), checkpoint);
            assertThat(outcome).isInstanceOf(CommitOutcome.Committed.class);
            return checkpoint;
        }

        public CommitReceipt idle() {
            return ((CommitOutcome.Committed) commit(nothing(), next("idle"))).receipt();
        }
    }

    /** Values of all rows as any reader sees them, sorted by the first column, whose values are whole numbers. */
    public List<List<Object>> rows() {
        return rows(IcebergGenerics.read(foreign()));
    }

    /** Values of the rows of one snapshot, in the schema that it was written with, sorted alike. */
    public List<List<Object>> rowsAt(long snapshotId) {
        return rows(IcebergGenerics.read(foreign()).useSnapshot(snapshotId));
    }

    /** Names of the columns as any reader sees them. */
    public List<String> columns() {
        return foreign().schema().columns().stream().map(field -> field.name()).toList();
    }

    private static List<List<Object>> rows(IcebergGenerics.ScanBuilder scan) {
        try (CloseableIterable<Record> records = scan.build()) {
            List<List<Object>> rows = new ArrayList<>();
            for (Record row : records) {
                List<Object> values = new ArrayList<>();
                for (Types.NestedField field : row.struct().fields()) {
                    if (!MetadataColumns.isMetadataColumn(field.fieldId())) {
                        values.add(row.getField(field.name()));
                    }
                }
                rows.add(values);
            }
            rows.sort(Comparator.comparingLong(row -> Long.parseLong(row.get(0).toString())));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Object> ids() {
        return rows().stream().map(row -> row.get(0)).toList();
    }

    /** Ids of the rows that a new copy has so far. */
    public List<Object> idsOnBranch() {
        Table table = foreign();
        return rows(IcebergGenerics.read(table)
                        .useSnapshot(table.snapshot(NAMES.branch()).snapshotId()))
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    /** What another engine's compaction does: all rows into one new file. */
    public Snapshot compact() {
        Table table = foreign();
        Set<DataFile> old = new HashSet<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles();
                CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
            tasks.forEach(task -> old.add(task.file()));
            DataFile compacted = write(table, records);
            table.newRewrite()
                    .validateFromSnapshot(table.currentSnapshot().snapshotId())
                    .rewriteFiles(
                            old, Set.of(compacted), table.currentSnapshot().sequenceNumber())
                    .commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table.currentSnapshot();
    }

    /** What another engine's compaction does in a table with partitions: all rows of each into one new file. */
    public void compactAsWritten() {
        Table table = foreign();
        if (table.currentSnapshot() == null) {
            return;
        }
        Set<DataFile> old = new HashSet<>();
        Map<StructLikeWrapper, List<Record>> partitions = new HashMap<>();
        new LiveRows(table, table.schema())
                .read(LiveRows.files(table, table.currentSnapshot().snapshotId()), (row, task) -> {
                    StructLikeWrapper partition = StructLikeWrapper.forType(
                                    table.spec().partitionType())
                            .set(task.file().partition());
                    partitions
                            .computeIfAbsent(partition, p -> new ArrayList<>())
                            .add(row);
                });
        LiveRows.files(table, table.currentSnapshot().snapshotId()).forEach(task -> old.add(task.file()));
        Set<DataFile> compacted = new HashSet<>();
        partitions.forEach((partition, rows) -> compacted.add(write(table, rows, partition.get())));
        if (!old.isEmpty()) {
            table.newRewrite()
                    .validateFromSnapshot(table.currentSnapshot().snapshotId())
                    .rewriteFiles(old, compacted, table.currentSnapshot().sequenceNumber())
                    .commit();
        }
    }

    /** Every data file that lies in the warehouse, live or not. */
    public List<Path> dataFilesInStorage() {
        try (Stream<Path> files =
                Files.walk(Path.of(URI.create(options.properties().get("warehouse"))))) {
            return files.filter(file -> file.toString().endsWith(".parquet")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What another engine and its maintenance may do to a table until a slow request is answered: the newest snapshot is gone. */
    void buildOnAndExpire(String name) {
        Table table = open().load(name).orElseThrow().iceberg();
        long newest = table.currentSnapshot().snapshotId();
        table.manageSnapshots().removeTag(NAMES.tag()).commit();
        table.newFastAppend().commit();
        table.expireSnapshots().expireSnapshotId(newest).commit();
        assertThat(table.snapshot(newest)).isNull();
    }

    /** What another engine's INSERT does. */
    public Snapshot append(long id) {
        Table table = foreign();
        Record row = GenericRecord.create(table.schema());
        row.setField("id", id);
        row.setField("name", "foreign");
        table.newAppend().appendFile(write(table, List.of(row))).commit();
        return table.currentSnapshot();
    }

    static DataFile write(Table table, Iterable<Record> records) {
        return write(table, records, null);
    }

    private static DataFile write(Table table, Iterable<Record> records, StructLike partition) {
        try {
            String location = table.locationProvider().newDataLocation(UUID.randomUUID() + ".parquet");
            DataWriter<Record> writer = Parquet.writeData(table.io().newOutputFile(location))
                    .schema(table.schema())
                    .withSpec(table.spec())
                    .withPartition(partition)
                    .createWriterFunc(GenericParquetWriter::create)
                    .build();
            try (writer) {
                records.forEach(writer::write);
            }
            return writer.toDataFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What another engine's expire_snapshots(retain_last => 1) does. */
    public void expireAllButTheLast() {
        foreign()
                .expireSnapshots()
                .expireOlderThan(Long.MAX_VALUE)
                .retainLast(1)
                .commit();
    }

    /** Removes one snapshot that no branch or tag holds. */
    public void expire(long snapshotId) {
        foreign()
                .expireSnapshots()
                .expireOlderThan(0)
                .expireSnapshotId(snapshotId)
                .commit();
    }

    public void rollbackTo(long snapshotId) {
        foreign().manageSnapshots().setCurrentSnapshot(snapshotId).commit();
    }

    /** Deletes the older metadata files, as many commits by others or a clean-up job would. */
    public void forgetMetadataLog() {
        metadata().previousFiles().forEach(entry -> foreign().io().deleteFile(entry.file()));
    }

    public void drop() {
        catalog().dropTable(ORDERS);
    }

    /** What another engine's CREATE OR REPLACE TABLE does, with rows in it. */
    public void replace() {
        append(0);
        catalog().newReplaceTableTransaction(ORDERS, foreign().schema(), false).commitTransaction();
        append(1);
        append(2);
    }

    private Catalog catalog() {
        return CatalogUtil.buildIcebergCatalog(options.name(), options.properties(), new Configuration());
    }

    public long snapshotOf(Checkpoint checkpoint) {
        return metadata().snapshots().stream()
                .filter(s -> checkpoint.id().toString().equals(s.summary().get(NAMES.idProperty())))
                .findFirst()
                .orElseThrow()
                .snapshotId();
    }

    public long snapshotsOf(Checkpoint checkpoint) {
        return metadata().snapshots().stream()
                .filter(s -> checkpoint.id().toString().equals(s.summary().get(NAMES.idProperty())))
                .count();
    }

    /** Properties of the table that begin with our prefix. */
    public Map<String, String> properties() {
        Map<String, String> ours = new HashMap<>(metadata().properties());
        ours.keySet().removeIf(name -> !name.startsWith(NAMES.prefix()));
        return ours;
    }

    @Override
    public void close() {
        opened.forEach(LakeTables::close);
    }
}
