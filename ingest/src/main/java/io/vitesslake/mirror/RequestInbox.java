package io.vitesslake.mirror;

import io.vitesslake.commit.Requested;

/** Where it is found what people want done with a table. */
@FunctionalInterface
public interface RequestInbox {

    /**
     * What is asked for now. Asks the lake and blocks for the answer; called by several threads.
     *
     * @param lakeTable name of the table in the lake, which may not exist yet
     * @throws io.vitesslake.change.CodedException LAKE
     */
    Requested pending(String lakeTable);
}
