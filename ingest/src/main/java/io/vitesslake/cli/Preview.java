package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.change.TableShape;
import io.vitesslake.cli.TablePreview.PreviewedColumn;
import io.vitesslake.cli.TablePreview.Refusal;
import io.vitesslake.cli.TablePreview.Role;
import io.vitesslake.config.Config;
import io.vitesslake.decode.ColumnMapping;
import io.vitesslake.mirror.TableSelection;
import io.vitesslake.mirror.TableSetup;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardQueries;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.tables.LakeTables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the checks that a sync makes of its tables, by the same classes, without a stream and without the lake. */
final class Preview {

    private static final Logger LOG = LoggerFactory.getLogger(Preview.class);

    private final Config config;
    private final KeyspaceCatalog catalog;
    private final ShardQueries queries;

    Preview(Config config, KeyspaceCatalog catalog, ShardQueries queries) {
        this.config = config;
        this.catalog = catalog;
        this.queries = queries;
    }

    /**
     * All wanted tables, sorted by name.
     *
     * @throws CodedException CONFIG, when there are none; SOURCE, when the source does not answer
     */
    List<TablePreview> tables() {
        WantedTables wanted = new WantedTables(config, catalog);
        TableSelection.Selected selected = wanted.select(wanted.selection());
        new ExcludedColumns(config, catalog).unknown(selected.setups()).forEach(LOG::warn);
        List<Shard> shards = catalog.shards();
        RowEstimates rows = RowEstimates.ask(queries, shards);
        List<TablePreview> tables = new ArrayList<>();
        selected.setups().forEach(setup -> tables.add(checked(setup, shards.get(0), rows)));
        selected.refused()
                .forEach((table, error) -> tables.add(new TablePreview(
                        table,
                        config.target(table),
                        List.of(),
                        rows.of(table, false),
                        List.of(),
                        Optional.of(new Refusal(error, error.code() == ErrorCode.CONFIG)))));
        tables.sort(Comparator.comparing(TablePreview::table));
        return tables;
    }

    private TablePreview checked(TableSetup setup, Shard shard, RowEstimates rows) {
        List<DeclaredColumn> declared = catalog.columns(shard, setup.table());
        List<SourceColumn> told = declared.stream().map(ColumnMapping::told).toList();
        return new TablePreview(
                setup.table(),
                setup.target(),
                setup.key(),
                rows.of(setup.table(), setup.reference()),
                told.stream().map(column -> previewed(setup, shard, column)).toList(),
                refusal(setup, shard, told));
    }

    /** What would stop the table when its first rows have come, or when its lake table is created. */
    private static Optional<Refusal> refusal(TableSetup setup, Shard shard, List<SourceColumn> told) {
        try {
            TableShape shape = setup.shape(shard, told);
            LakeTables.requireCreatable(setup.target(), shape, setup.options());
            return Optional.empty();
        } catch (CodedException e) {
            return Optional.of(new Refusal(e, false));
        }
    }

    private static PreviewedColumn previewed(TableSetup setup, Shard shard, SourceColumn column) {
        if (setup.included(List.of(column)).isEmpty()) {
            return new PreviewedColumn(column.name(), column.columnType(), Optional.empty(), Role.EXCLUDED);
        }
        try {
            String lakeType = ColumnMapping.column(shard, setup.table(), column, setup.values())
                    .type()
                    .toString();
            Role role = setup.key().contains(column.name()) ? Role.KEY : Role.VALUE;
            return new PreviewedColumn(column.name(), column.columnType(), Optional.of(lakeType), role);
        } catch (CodedException e) {
            return new PreviewedColumn(column.name(), column.columnType(), Optional.empty(), Role.UNSUPPORTED);
        }
    }
}
