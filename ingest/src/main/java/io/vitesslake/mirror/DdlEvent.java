package io.vitesslake.mirror;

import io.vitesslake.ddl.TableDdl;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import java.time.Instant;

/**
 * A DDL statement that concerns a table.
 *
 * @param shard that ran it
 * @param ddl what it does to the table
 * @param before position of the table's stream before it
 * @param at when the source began it; {@link Instant#EPOCH} when unknown
 * @param met when this process met it
 */
record DdlEvent(Shard shard, TableDdl ddl, Vgtid before, Instant at, Instant met) {}
