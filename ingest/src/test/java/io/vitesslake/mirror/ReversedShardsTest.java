package io.vitesslake.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TabletType;
import io.vitesslake.source.Vgtid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tables of one stream, one ahead of the other on the same shard, which is replaced by two others. */
final class ReversedShardsTest {

    private static final Shard LOW = new Shard("commerce", "-80");
    private static final Shard HIGH = new Shard("commerce", "80-");
    private static final Vgtid SPLIT = Vgtid.of(Map.of(
            LOW, ShardPosition.at(GtidSet.parse("16b1039f-22b6-11ed-b765-0a43f95f28a1:1-5")),
            HIGH, ShardPosition.at(GtidSet.parse("16b1039f-22b6-11ed-b765-0a43f95f28a2:1-7"))));

    @TempDir
    private Path directory;

    private final List<String> alone = new ArrayList<>();
    private TableSync behind;
    private TableSync ahead;
    private StreamSync stream;

    @BeforeEach
    void open() {
        TestTables tables = new TestTables(directory);
        behind = tables.saved("behind", 10, ScriptedSource.at(100), Optional.empty());
        ahead = tables.saved("ahead", 10, ScriptedSource.at(200), Optional.empty());
        stream = tables.stream(List.of(behind, ahead), ScriptedSource.at(100), new TestTables.Owner() {
            @Override
            public void goOnAlone(TableSync table, Vgtid from) {
                alone.add(table.table() + " from " + from);
            }
        });
        StreamRequest request = new StreamRequest(ScriptedSource.at(100), List.of(), TabletType.PRIMARY);
        stream.opened(new ScriptedSource().open(request, new Inbox()));
    }

    private void goTo(Vgtid position) {
        stream.position(position);
        stream.other(position.shards().iterator().next());
    }

    @Test
    void aTableThatCameBackToAShardDoesNotGoTheWayOverTheOthersASecondTime() {
        goTo(ScriptedSource.at(120));
        goTo(SPLIT);
        assertThat(alone).containsExactly("ahead from " + ScriptedSource.at(200));
        assertThat(stream.tables()).containsExactly(behind);
        assertThat(stream.position()).isEqualTo(SPLIT);
    }

    @Test
    void aTableThatTheStreamHasCaughtUpWithGoesWithIt() {
        goTo(ScriptedSource.at(220));
        goTo(SPLIT);
        assertThat(alone).isEmpty();
        assertThat(stream.tables()).containsExactlyInAnyOrder(behind, ahead);
    }
}
