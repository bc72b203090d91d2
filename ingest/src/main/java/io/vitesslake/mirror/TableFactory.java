package io.vitesslake.mirror;

import io.vitesslake.buffer.BufferOptions;
import io.vitesslake.buffer.MemoryBudget;
import io.vitesslake.buffer.TableBuffer;
import io.vitesslake.buffer.TouchedKeys;
import io.vitesslake.buffer.TransactionBuffer;
import io.vitesslake.change.TableShape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** Makes the tables and buffers of one process, all on one memory budget. */
final class TableFactory implements TableBuffers {

    private final Map<String, TableSetup> setups = new LinkedHashMap<>();
    private final BiPredicate<String, String> hasDefault;
    private final MemoryBudget budget;
    private final BufferOptions options;
    private int nextId;

    /**
     * @param hasDefault whether a column (table, column) gives old rows a value other than null
     */
    TableFactory(
            List<TableSetup> setups, BiPredicate<String, String> hasDefault, MemoryBudget budget, Path spillDirectory) {
        setups.forEach(setup -> this.setups.put(setup.table(), setup));
        this.hasDefault = hasDefault;
        this.budget = budget;
        this.options = BufferOptions.in(spillDirectory);
    }

    List<TableSetup> setups() {
        return List.copyOf(setups.values());
    }

    TableSync table(String name, LakeState state) {
        ShapeMerge shapes = new ShapeMerge(setups.get(name), column -> hasDefault.test(name, column));
        return new TableSync(nextId++, setups.get(name), shapes, this, state);
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
