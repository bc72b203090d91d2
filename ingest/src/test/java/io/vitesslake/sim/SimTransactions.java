package io.vitesslake.sim;

import io.vitesslake.commit.GroupCommitter;
import io.vitesslake.commit.TableCommitter;
import io.vitesslake.commit.TableTransactions;
import io.vitesslake.tables.LakeTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.UpdateRequirements;

/**
 * What a REST server does with {@code transactions/commit}: all requirements are looked at before any update is applied
 * (CatalogHandlers of Iceberg). Faults may come between the tables, of which one is committed then and another is not: no good
 * server does that, but the mirror has to live with it.
 */
final class SimTransactions implements TableTransactions {

    private final LakeTables tables;

    SimTransactions(LakeTables tables) {
        this.tables = tables;
    }

    /** Every third simulation has a catalog with such requests. */
    static Optional<GroupCommitter> of(long seed, TableCommitter committer, LakeTables tables) {
        return Optional.of(committer.together(new SimTransactions(tables))).filter(group -> seed % 3 == 0);
    }

    @Override
    public void commit(List<Update> updates) {
        Map<TableOperations, TableMetadata> updated = new LinkedHashMap<>();
        for (Update update : updates) {
            TableOperations operations =
                    ((BaseTable) tables.load(update.table()).orElseThrow().iceberg()).operations();
            List<UpdateRequirement> requirements = UpdateRequirements.forUpdateTable(
                    update.base(), update.updated().changes());
            requirements.forEach(requirement -> requirement.validate(operations.current()));
            TableMetadata.Builder builder = TableMetadata.buildFrom(operations.current());
            update.updated().changes().forEach(change -> change.applyTo(builder));
            updated.put(operations, builder.build());
        }
        updated.forEach((operations, metadata) -> operations.commit(operations.current(), metadata));
    }
}
