package io.vitesslake.mirror;

import io.vitesslake.source.DeclaredColumn;
import io.vitesslake.source.Shard;
import java.util.List;

/** Asks the source what its tables are now; every call blocks for the answer. */
public interface TableInspector {

    /**
     * Makes the checks of a table again.
     *
     * @return how it is to be mirrored now, maybe by another key
     * @throws io.vitesslake.change.CodedException SOURCE or CONFIG, with the remedy, when it cannot be mirrored any more, such as
     *     when it is gone
     */
    TableSetup check(TableSetup known);

    /**
     * Columns of a table on one shard; none when it is not there.
     *
     * @throws io.vitesslake.change.CodedException SOURCE
     */
    List<DeclaredColumn> columns(Shard shard, String table);
}
