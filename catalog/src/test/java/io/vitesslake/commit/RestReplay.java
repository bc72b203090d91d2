package io.vitesslake.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.MetadataUpdateParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirements;

/** What a REST catalog makes of a commit: it gets the changes one by one as JSON, and applies them to what it holds. */
final class RestReplay {

    private RestReplay() {}

    /** Expects that a server which holds the base arrives at what the client sent. */
    static void verify(TableMetadata base, TableMetadata sent) {
        List<MetadataUpdate> changes = sent.changes();
        UpdateRequirements.forUpdateTable(base, changes).forEach(requirement -> requirement.validate(base));
        TableMetadata.Builder server = TableMetadata.buildFrom(base);
        for (MetadataUpdate change : changes) {
            MetadataUpdateParser.fromJson(MetadataUpdateParser.toJson(change)).applyTo(server);
        }
        TableMetadata arrived = server.build();
        assertThat(arrived.currentSchemaId()).isEqualTo(sent.currentSchemaId());
        assertThat(described(arrived)).isEqualTo(described(sent));
        assertThat(arrived.lastColumnId()).isEqualTo(sent.lastColumnId());
        assertThat(arrived.specs()).isEqualTo(sent.specs());
        assertThat(arrived.refs()).isEqualTo(sent.refs());
        assertThat(arrived.properties()).isEqualTo(sent.properties());
        assertThat(snapshots(arrived)).isEqualTo(snapshots(sent));
    }

    private static List<String> described(TableMetadata metadata) {
        return metadata.schemas().stream().map(RestReplay::describe).toList();
    }

    private static String describe(Schema schema) {
        return schema.schemaId() + ": " + schema + " key " + schema.identifierFieldIds();
    }

    private static Set<String> snapshots(TableMetadata metadata) {
        Set<String> snapshots = new HashSet<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            snapshots.add(snapshot.snapshotId() + " by schema " + snapshot.schemaId());
        }
        return snapshots;
    }
}
