package io.vitesslake.write;

import io.vitesslake.change.ChangeBlock;
import io.vitesslake.change.ChangeCounts;
import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableShape;
import io.vitesslake.tables.SchemaPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.DataWriteResult;
import org.apache.iceberg.io.DeleteWriteResult;

/** The files of one batch while they grow. Not thread-safe. */
final class BatchFiles {

    private final Table table;
    private final SchemaPlan plan;
    private final TableShape shape;
    private final WriteOptions options;
    private final RowStruct row;
    private final FileMaker maker;
    private final PartitionedWriter<DataWriteResult> rows;
    private final List<PartitionedWriter<DeleteWriteResult>> deletes = new ArrayList<>();
    private final List<DataFile> dataFiles = new ArrayList<>();
    private final List<DeleteFile> deleteFiles = new ArrayList<>();

    BatchFiles(Table table, SchemaPlan plan, TableShape shape, WriteOptions options) {
        this.table = table;
        this.plan = plan;
        this.shape = shape;
        this.options = options;
        this.row = new RowStruct(plan.schema(), shape);
        this.maker = new FileMaker(table, plan, shape, options);
        PartitionSpec spec = ofPlan(table.spec());
        this.rows = new PartitionedWriter<>(
                spec,
                plan.schema(),
                row,
                partition -> maker.data(spec, partition),
                result -> dataFiles.addAll(result.dataFiles()),
                options);
    }

    void write(ChangeBlock block) throws IOException {
        if (deletes.isEmpty() && block.deletes().rowCount() > 0) {
            openDeletes();
        }
        for (PartitionedWriter<DeleteWriteResult> writer : deletes) {
            writer.write(block.deletes());
        }
        rows.write(block.rows());
    }

    private void openDeletes() {
        for (PartitionSpec each : RowLocator.deleteSpecs(table)) {
            requireSources(each);
            PartitionSpec spec = ofPlan(each);
            deletes.add(new PartitionedWriter<>(
                    spec,
                    plan.schema(),
                    row,
                    partition -> maker.deletes(spec, partition),
                    result -> deleteFiles.addAll(result.deleteFiles()),
                    options));
        }
    }

    /** A spec of the table speaks of the types that readers see; on a branch the same column may have another. */
    private PartitionSpec ofPlan(PartitionSpec spec) {
        return spec.toUnbound().bind(plan.schema());
    }

    /** A delete filed under a guessed partition would leave its row alive. */
    private void requireSources(PartitionSpec spec) {
        for (PartitionField field : spec.fields()) {
            String column = plan.schema().findColumnName(field.sourceId());
            if (column == null || shape.indexOf(column) < 0) {
                throw new CodedException(
                        ErrorCode.LAKE,
                        "unreachable-rows",
                        "Cannot delete from " + table.name() + ": partition field " + field.name() + " of spec "
                                + spec.specId() + " is derived from column "
                                + (column == null ? "id " + field.sourceId() : column)
                                + ", which the source does not have. Rewrite the data files of that spec into a spec "
                                + "over columns of the source, or copy the table again");
            }
        }
    }

    WrittenFiles finish(ChangeCounts counts) throws IOException {
        for (PartitionedWriter<DeleteWriteResult> writer : deletes) {
            writer.finish();
        }
        rows.finish();
        return new WrittenFiles(plan, dataFiles, deleteFiles, counts, table.io());
    }

    void abort(Throwable cause) {
        for (PartitionedWriter<DeleteWriteResult> writer : deletes) {
            writer.abort(cause);
        }
        rows.abort(cause);
        CatalogUtil.deleteFiles(table.io(), maker.locations(), "aborted", false);
    }
}
