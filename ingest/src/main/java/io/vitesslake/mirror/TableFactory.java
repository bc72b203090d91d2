package io.vitesslake.mirror;

import io.vitesslake.buffer.BufferOptions;
import io.vitesslake.buffer.MemoryBudget;
import io.vitesslake.buffer.TableBuffer;
import io.vitesslake.buffer.TouchedKeys;
import io.vitesslake.buffer.TransactionBuffer;
import io.vitesslake.change.TableShape;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiPredicate;

/** Makes the tables and buffers of one process, all on one memory budget. */
final class TableFactory implements TableBuffers {

    private final BiPredicate<String, String> hasDefault;
    private final MemoryBudget budget;
    private final BufferOptions options;
    private int nextId;

    /**
     * @param hasDefault whether a column (table, column) gives old rows a value other than null
     */
    TableFactory(BiPredicate<String, String> hasDefault, MemoryBudget budget, Path spillDirectory) {
        this.hasDefault = hasDefault;
        this.budget = budget;
        this.options = BufferOptions.in(spillDirectory);
    }

    /** The table as readers see it. */
    TableSync table(TableSetup setup, LakeState state) {
        return new TableSync(nextId++, setup, shapes(setup), this, state, Optional.empty());
    }

    /** A copy of the table that is to replace what readers see. */
    TableSync recopy(TableSetup setup, LakeState state, UUID id) {
        return new TableSync(nextId++, setup, shapes(setup), this, state, Optional.of(id));
    }

    private ShapeMerge shapes(TableSetup setup) {
        return new ShapeMerge(setup, column -> hasDefault.test(setup.table(), column));
    }

    TransactionBuffer transactionBuffer() {
        return new TransactionBuffer(budget, options);
    }

    @Override
    public TableBuffer open(TableShape shape, TouchedKeys touched) {
        return new TableBuffer(shape, touched, budget, options);
    }

    @Override
    public TouchedKeys touchedKeys() {
        return new TouchedKeys(budget, options);
    }
}
