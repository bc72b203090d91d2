package io.vitesslake.mirror;

import io.vitesslake.source.ChangeSource;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * The source of one keyspace.
 *
 * @param changes opens streams
 * @param shards shards that serve now
 * @param current asks for a real position of every serving shard; may take seconds
 * @param hasDefault whether a column (table, column) gives old rows a value other than null
 * @param findings what was found meanwhile outside of the streams, one at a time; never blocks
 */
public record MirrorSource(
        ChangeSource changes,
        Supplier<List<Shard>> shards,
        Supplier<Vgtid> current,
        BiPredicate<String, String> hasDefault,
        Supplier<Optional<Finding>> findings) {}
