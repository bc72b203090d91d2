package io.vitesslake.mirror;

import io.vitesslake.buffer.BufferOptions;
import io.vitesslake.buffer.MemoryBudget;
import io.vitesslake.buffer.SpillDisk;
import io.vitesslake.buffer.TableBuffer;
import io.vitesslake.buffer.TouchedKeys;
import io.vitesslake.buffer.TransactionBuffer;
import io.vitesslake.change.TableShape;
import java.util.Optional;
import java.util.UUID;

/** Makes the tables and buffers of one process, all on one memory budget. */
final class TableFactory implements TableBuffers {

    private final MemoryBudget budget;
    private final BufferOptions options;
    private final String branch;
    private int nextId;

    /**
     * @param branch the lake's branch for a copy that is to replace what readers see
     */
    TableFactory(MemoryBudget budget, SpillDisk disk, String branch) {
        this.branch = branch;
        this.budget = budget;
        this.options = BufferOptions.on(disk);
    }

    /** The table as readers see it. */
    TableSync table(TableSetup setup, LakeState state) {
        return new TableSync(nextId++, setup, this, branch, state, Optional.empty());
    }

    /** A copy of the table that is to replace what readers see. */
    TableSync recopy(TableSetup setup, LakeState state, UUID id) {
        return new TableSync(nextId++, setup, this, branch, state, Optional.of(id));
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
