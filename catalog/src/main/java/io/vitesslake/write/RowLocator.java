package io.vitesslake.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Decides how the older row of a key is removed: by an equality delete in each returned spec.
 *
 * <p>An equality delete of an unpartitioned spec meets all data files; one of a partitioned spec meets only files of that spec
 * in the same partition (Iceberg specification, Scan Planning).
 */
final class RowLocator {

    private RowLocator() {}

    /** The specs to file each delete under: those that have data files, and the one new files get. */
    static List<PartitionSpec> deleteSpecs(Table table) {
        Set<Integer> ids = specsWithData(table);
        ids.add(table.spec().specId());
        Map<Integer, PartitionSpec> specs = table.specs();
        List<PartitionSpec> chosen = new ArrayList<>();
        for (int id : ids) {
            PartitionSpec spec = specs.get(id);
            if (spec.isUnpartitioned()) {
                return List.of(spec);
            }
            chosen.add(spec);
        }
        return chosen;
    }

    /** Ids of the specs that live data files of the current snapshot have. */
    static Set<Integer> specsWithData(Table table) {
        Set<Integer> ids = new TreeSet<>();
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot != null) {
            for (ManifestFile manifest : snapshot.dataManifests(table.io())) {
                if (manifest.hasAddedFiles() || manifest.hasExistingFiles()) {
                    ids.add(manifest.partitionSpecId());
                }
            }
        }
        return ids;
    }
}
