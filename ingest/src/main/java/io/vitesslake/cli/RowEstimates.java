package io.vitesslake.cli;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardQueries;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the primaries' own statistics say of the number of rows: one query for each shard, and no row is read. Immutable. */
final class RowEstimates {

    private static final Logger LOG = LoggerFactory.getLogger(RowEstimates.class);
    private static final String QUERY =
            "select table_name, table_rows from information_schema.tables where table_schema = database()";

    private final int shards;
    private final Map<String, LongSummaryStatistics> rows;

    private RowEstimates(int shards, Map<String, LongSummaryStatistics> rows) {
        this.shards = shards;
        this.rows = rows;
    }

    /** Asks for all tables; of a shard that does not answer nothing is known, which is no failure. */
    static RowEstimates ask(ShardQueries queries, List<Shard> shards) {
        Map<String, LongSummaryStatistics> rows = new HashMap<>();
        for (Shard shard : shards) {
            try {
                queries.stream(shard, QUERY, row -> {
                    if (row[1] != null) {
                        rows.computeIfAbsent(text(row[0]), table -> new LongSummaryStatistics())
                                .accept(Long.parseLong(text(row[1])));
                    }
                });
            } catch (CodedException e) {
                LOG.debug("No estimate of rows", e);
            }
        }
        return new RowEstimates(shards.size(), rows);
    }

    /**
     * The sum over the shards; empty when one of them tells none.
     *
     * @param reference whether every shard holds all rows
     */
    OptionalLong of(String table, boolean reference) {
        LongSummaryStatistics told = rows.get(table);
        if (told == null || told.getCount() < shards) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(reference ? told.getMax() : told.getSum());
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
