package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;

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

    /** The table's columns changed. */
    void evolve(TableSync table, Evolution evolution);

    /** A DDL statement concerns the table. The stream's position is behind it. */
    void ddl(TableSync table, DdlEvent event);
}
