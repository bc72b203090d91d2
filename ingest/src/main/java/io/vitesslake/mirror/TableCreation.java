package io.vitesslake.mirror;

import io.vitesslake.change.CodedException;
import io.vitesslake.source.TableComments;
import io.vitesslake.tables.LakeTable;
import io.vitesslake.tables.LakeTables;
import io.vitesslake.tables.TableOptions;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates lake tables as their setup says, with the comments of the source. Thread-safe. */
final class TableCreation {

    private static final Logger LOG = LoggerFactory.getLogger(TableCreation.class);

    private final LakeTables lake;
    private final Function<String, TableComments> comments;
    private final LakePatience patience;

    /** @param comments asks the source, by the name that it has for a table */
    TableCreation(LakeTables lake, Function<String, TableComments> comments, LakePatience patience) {
        this.lake = lake;
        this.comments = comments;
        this.patience = patience;
    }

    /** @param cut of a table with columns */
    LakeTable create(TableCut cut) {
        TableOptions options = options(cut.setup());
        return patience.tried("create the lake table of " + cut.table(), () -> create(cut, options));
    }

    // Somebody else may have created it since we looked, or we ourselves without hearing so: then the fence decides
    // whose it is.
    private LakeTable create(TableCut cut, TableOptions options) {
        String target = cut.setup().target();
        try {
            return lake.create(target, cut.columns().orElseThrow().shape(), options);
        } catch (CodedException e) {
            return lake.load(target)
                    .filter(table -> e.reason().equals("table-exists"))
                    .orElseThrow(() -> e);
        }
    }

    // Nothing depends on comments, so a source that does not tell them holds nothing up.
    private TableOptions options(TableSetup setup) {
        try {
            TableComments told = comments.apply(setup.table());
            return setup.options().commented(told.table(), told.columns());
        } catch (CodedException e) {
            LOG.warn("Lake table {} is created without comments: {}", setup.target(), e.getMessage());
            return setup.options();
        }
    }
}
