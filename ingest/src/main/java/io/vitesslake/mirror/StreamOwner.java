package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.Shard;
import io.vitesslake.source.Vgtid;
import java.util.List;

/** Is told by a stream what becomes of its tables. Called by the loop's thread. */
interface StreamOwner {

    /** The table cannot go on. */
    void stop(TableSync table, CodedException error);

    /**
     * The table's copy, finished or not, is no longer known to be whole.
     *
     * @param why a clause, for people
     */
    void copyAnew(TableSync table, String why);

    /** The table has left the stream, which goes where it has been. */
    void goOnAlone(TableSync table, Vgtid from);

    /** The table's columns changed. */
    void evolve(TableSync table, Evolution evolution);

    /**
     * Columns of a table as a shard declares them now. Asks the source and blocks for the answer.
     *
     * @throws CodedException SOURCE
     */
    List<DeclaredColumn> columns(Shard shard, String table);

    /** A DDL statement concerns the table. The stream's position is behind it. */
    void ddl(TableSync table, DdlEvent event);
}
