package io.vitesslake.write;

import io.vitesslake.change.RowBlock;
import io.vitesslake.change.TableShape;
import io.vitesslake.tables.SchemaPlan;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.TypeUtil;

/** Opens the files of one batch, each with a new name, and remembers where they are. Not thread-safe. */
final class FileMaker {

    private final Table table;
    private final Schema schema;
    private final Schema keySchema;
    private final TableShape shape;
    private final Map<String, String> properties;
    private final MetricsConfig metrics;
    private final NewFiles files;

    FileMaker(Table table, SchemaPlan plan, TableShape shape, WriteOptions options) {
        this.table = table;
        this.schema = plan.schema();
        this.keySchema = TypeUtil.select(schema, schema.identifierFieldIds());
        this.shape = shape;
        this.properties = properties(table, plan.schema(), options);
        this.metrics = MetricsConfig.from(properties, schema, table.sortOrder());
        this.files = new NewFiles(table);
    }

    /** How files are written, unless the table says otherwise. */
    static Map<String, String> properties(Table table, Schema schema, WriteOptions options) {
        Map<String, String> properties = new HashMap<>(table.properties());
        // Level 1 costs half the CPU of the default 3 for a fifth more bytes, and compaction recompresses anyway.
        properties.putIfAbsent(TableProperties.PARQUET_COMPRESSION, "zstd");
        properties.putIfAbsent(TableProperties.PARQUET_COMPRESSION_LEVEL, "1");
        // Wide rows would fill the heap before Iceberg's first look at the row group, after 100 rows;
        // later ones come after at most 10,000.
        properties.putIfAbsent(TableProperties.PARQUET_ROW_GROUP_CHECK_MIN_RECORD_COUNT, "1");
        properties.putIfAbsent(TableProperties.PARQUET_ROW_GROUP_CHECK_MAX_RECORD_COUNT, "1000");
        // A dictionary of Iceberg's 2 MiB outgrows the caches of the processor, and its lookups then cost more than all
        // else.
        properties.putIfAbsent(TableProperties.PARQUET_DICT_SIZE_BYTES, Integer.toString(128 << 10));
        properties.put(TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES, Long.toString(options.rowGroupBytes()));
        for (String key : schema.identifierFieldNames()) {
            properties.putIfAbsent(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + key, "full");
        }
        return properties;
    }

    DataWriter<RowBlock> data(PartitionSpec spec, PartitionKey partition) throws IOException {
        EncryptedOutputFile file = files.parquet(spec, partition);
        return Parquet.writeData(file)
                .setAll(properties)
                .metricsConfig(metrics)
                .schema(schema)
                .createWriterFunc((fileSchema, message) -> RowWriter.of(fileSchema, message, shape))
                .withSpec(spec)
                .withPartition(partition)
                .withKeyMetadata(file.keyMetadata())
                .build();
    }

    /** An equality-delete file of the key columns. */
    EqualityDeleteWriter<RowBlock> deletes(PartitionSpec spec, PartitionKey partition) throws IOException {
        EncryptedOutputFile file = files.parquet(spec, partition);
        return Parquet.writeDeletes(file)
                .setAll(properties)
                .metricsConfig(metrics)
                .rowSchema(keySchema)
                .equalityFieldIds(List.copyOf(schema.identifierFieldIds()))
                .createWriterFunc((fileSchema, message) -> RowWriter.of(fileSchema, message, shape))
                .withSpec(spec)
                .withPartition(partition)
                .withKeyMetadata(file.keyMetadata())
                .buildEqualityWriter();
    }

    /** For deletes by position. */
    PositionFiles positions() {
        return new PositionFiles(table, properties, files);
    }

    /** Where every file opened so far is, or would be. */
    List<String> locations() {
        return files.locations();
    }
}
