package io.vitesslake.mirror;

import io.vitesslake.ddl.TableDdl;
import io.vitesslake.source.ChangeSource;
import io.vitesslake.source.ServerGtids;
import io.vitesslake.source.Shard;
import io.vitesslake.source.TableComments;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The source of one keyspace.
 *
 * @param changes opens streams
 * @param shards shards that serve now
 * @param current asks for a real position of every serving shard; may take seconds
 * @param gtids asks what the MySQL of a shard's tablet of a type has; throws CodedException SOURCE when it does not answer
 * @param inspector asks what tables are now
 * @param comments asks for those of a table; throws CodedException SOURCE when it does not answer; for any thread
 * @param ddlParser tells from a statement and a table's bare name what the one does to the other
 * @param findings what was found meanwhile outside of the streams, one at a time; never blocks
 */
public record MirrorSource(
        ChangeSource changes,
        Supplier<List<Shard>> shards,
        Supplier<Vgtid> current,
        BiFunction<Shard, TabletType, ServerGtids> gtids,
        TableInspector inspector,
        Function<String, TableComments> comments,
        BiFunction<String, String, TableDdl> ddlParser,
        Supplier<Optional<Finding>> findings) {}
