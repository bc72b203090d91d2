package io.vitesslake.verify;

import io.vitesslake.change.CodedException;
import io.vitesslake.change.ErrorCode;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.KeyspaceCatalog;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.ShardQueries;
import io.vitesslake.source.Vgtid;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.PinnedRows;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A table of a keyspace, at the primaries of its shards, and its lake table. Columns are asked for at each look. */
final class TableSides implements Sides {

    private final VerifiedTable table;
    private final KeyspaceCatalog catalog;
    private final ShardQueries queries;
    private final LakeTable lake;
    private final Function<LakeTable, LakeStanding> standings;

    TableSides(
            VerifiedTable table,
            KeyspaceCatalog catalog,
            ShardQueries queries,
            LakeTable lake,
            Function<LakeTable, LakeStanding> standings) {
        this.table = table;
        this.catalog = catalog;
        this.queries = queries;
        this.lake = lake;
        this.standings = standings;
    }

    @Override
    public Look look() {
        // Reads the newest metadata; the rows that are pinned then are of the same.
        LakeStanding standing = standings.apply(lake);
        return new TableLook(standing, PinnedRows.newest(lake));
    }

    /** One look. */
    private final class TableLook implements Look {

        private final LakeStanding standing;
        private final PinnedRows rows;
        private ColumnPairs columns;

        TableLook(LakeStanding standing, PinnedRows rows) {
            this.standing = standing;
            this.rows = rows;
        }

        @Override
        public LakeStanding standing() {
            return standing;
        }

        @Override
        public long sequenceNumber() {
            return rows.sequenceNumber();
        }

        @Override
        public Vgtid source() {
            Map<Shard, ShardPosition> positions = new TreeMap<>();
            for (Shard shard : standing.vgtid().shards()) {
                positions.put(shard, ShardPosition.at(queries.executed(shard)));
            }
            return Vgtid.of(positions);
        }

        @Override
        public Layout layout() {
            return columns().layout();
        }

        @Override
        public void readSource(RowSink sink) {
            ColumnPairs pairs = columns();
            String sql = pairs.select(table.name());
            for (Shard shard : standing.vgtid().shards()) {
                queries.stream(shard, sql, row -> sink.row(pairs.ofSource(row), 0));
            }
        }

        @Override
        public void readLake(RowSink sink) {
            ColumnPairs pairs = columns();
            try {
                rows.read((values, writtenAt) -> sink.row(pairs.ofLake(values), writtenAt));
            } catch (RuntimeException e) {
                throw new CodedException(
                        ErrorCode.LAKE,
                        "lake-unreadable",
                        "Cannot read lake table " + lake.name() + ": " + e
                                + ". Check that its storage is up and that all files of its newest snapshot are there.",
                        e);
            }
        }

        private ColumnPairs columns() {
            if (columns == null) {
                Shard shard = standing.vgtid().shards().first();
                List<DeclaredColumn> declared = catalog.columns(shard, table.name());
                columns = new ColumnPairs(table, declared, rows.shape());
                if (columns.layout().key().size() != table.key().size()) {
                    throw new CodedException(
                            ErrorCode.SOURCE,
                            "no-key",
                            "Cannot compare " + table.name() + " by " + table.key() + ": on " + shard
                                    + " it has the columns " + columns.layout().names()
                                    + ". Compare again when its columns are settled.");
                }
            }
            return columns;
        }
    }
}
