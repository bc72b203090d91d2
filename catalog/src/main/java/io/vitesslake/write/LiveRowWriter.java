package io.vitesslake.write;

import io.vitesslake.tables.LiveRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.TypeUtil;

/**
 * Writes the live rows of data files of one partition into new ones of the same partition and spec, so that deletes that reach the old
 * files reach the new ones. Rows keep their ids (Iceberg table spec, section Row Lineage). For one use; not thread-safe.
 */
final class LiveRowWriter {

    private static final int LINEAGE_SINCE = 3;
    private static final int ROWS_BETWEEN_LOOKS = 1_000;

    private final Table table;
    private final List<FileScanTask> old;
    private final Schema read;
    private final Schema written;
    private final int positionColumn;
    private final Map<String, String> properties;
    private final long targetBytes;
    private final NewFiles names;
    private final RowMoves moves = new RowMoves();
    private final List<DataFile> data = new ArrayList<>();
    private DataWriter<Record> open;
    private long rows;

    /** @param old of one spec and partition, not empty, each with the deletes that apply to it */
    LiveRowWriter(Table table, List<FileScanTask> old, WriteOptions options) {
        this.table = table;
        this.old = List.copyOf(old);
        boolean lineage = ((HasTableOperations) table).operations().current().formatVersion() >= LINEAGE_SINCE;
        this.written = lineage ? MetadataColumns.schemaWithRowLineage(table.schema()) : table.schema();
        this.read = TypeUtil.join(written, new Schema(MetadataColumns.ROW_POSITION));
        this.positionColumn = written.columns().size();
        Map<String, String> chosen = new HashMap<>(FileMaker.properties(table, table.schema(), options));
        // Written once and read often: a fifth fewer bytes for twice the processor time.
        if (!table.properties().containsKey(TableProperties.PARQUET_COMPRESSION_LEVEL)) {
            chosen.put(TableProperties.PARQUET_COMPRESSION_LEVEL, "3");
        }
        this.properties = chosen;
        this.targetBytes = options.targetFileBytes();
        this.names = new NewFiles(table);
    }

    /**
     * Writes them.
     *
     * @return where the rows went
     * @throws UncheckedIOException or another of Iceberg, when the lake fails. No file is left behind
     */
    RowMoves write() {
        try {
            new LiveRows(table, read).read(old, this::row);
            if (open != null) {
                close();
            }
            return moves;
        } catch (IOException e) {
            throw abandoned(new UncheckedIOException("Cannot rewrite files of " + table.name(), e));
        } catch (RuntimeException e) {
            throw abandoned(e);
        }
    }

    /** The new files; none when no row was alive. */
    List<DataFile> data() {
        return List.copyOf(data);
    }

    private void row(Record row, FileScanTask from) {
        try {
            if (open == null) {
                open = open();
            }
            open.write(row);
            moves.row(from.file().location(), (Long) row.get(positionColumn));
            if (++rows % ROWS_BETWEEN_LOOKS == 0 && open.length() >= targetBytes) {
                close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot rewrite files of " + table.name(), e);
        }
    }

    private DataWriter<Record> open() throws IOException {
        FileScanTask like = old.get(0);
        EncryptedOutputFile file = names.parquet(like.spec(), like.file().partition());
        return Parquet.writeData(file)
                .setAll(properties)
                .metricsConfig(MetricsConfig.from(properties, table.schema(), table.sortOrder()))
                .schema(written)
                .createWriterFunc(GenericParquetWriter::create)
                .withSpec(like.spec())
                .withPartition(like.file().partition())
                .withKeyMetadata(file.keyMetadata())
                .build();
    }

    private void close() throws IOException {
        open.close();
        data.add(open.toDataFile());
        open = null;
        moves.endOfFile();
    }

    private RuntimeException abandoned(RuntimeException cause) {
        if (open != null) {
            try {
                open.close();
            } catch (IOException | RuntimeException e) {
                cause.addSuppressed(e);
            }
        }
        CatalogUtil.deleteFiles(table.io(), names.locations(), "abandoned", false);
        return cause;
    }
}
