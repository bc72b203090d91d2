package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.decode.ChangeBytes;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.source.Vgtid;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableSyncTest {

    private static final Vgtid POSITION = Vgtid.of(Map.of(
            ScriptedSource.SHARD, ShardPosition.at(GtidSet.parse("MySQL56/5a5a5a5a-0000-0000-0000-000000000001:1-7"))));

    private static final List<SourceColumn> COLUMNS =
            List.of(ChangeBytes.column("id", ChangeBytes.INT64, "bigint", true));

    @TempDir
    Path dir;

    @Test
    void aNewCopyTakesTheTablesPlaceOnlyWhileItsColumnsAreKnown() {
        TestTables tables = new TestTables(dir);
        TableSync visible = tables.saved("orders", 10, POSITION, Optional.empty());
        TableSync copy = tables.saved("orders", 10, POSITION, Optional.empty());
        assertThat(copy.canReplace(visible)).isFalse();
        copy.fields(ScriptedSource.SHARD, new ToldColumns(COLUMNS, Instant.EPOCH));
        assertThat(copy.canReplace(visible)).isTrue();
    }
}
