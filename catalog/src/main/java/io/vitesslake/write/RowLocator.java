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
import org.apache.iceberg.exceptions.NotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how the older row of a key is removed: by an equality delete in each returned spec.
 *
 * <p>An equality delete of an unpartitioned spec meets all data files; one of a partitioned spec meets only files of that spec
 * in the same partition (Iceberg specification, Scan Planning).
 */
final class RowLocator {

    private static final Logger LOG = LoggerFactory.getLogger(RowLocator.class);

    private RowLocator() {}

    /** The specs to file each delete under: those that have data files on some branch, and the one new files get. */
    static List<PartitionSpec> deleteSpecs(Table table) {
        if (table.specs().size() == 1) {
            return List.of(table.spec());
        }
        try {
            return specsOfBranches(table);
        } catch (NotFoundException e) {
            LOG.info(
                    "{} is loaded again, since others expired the snapshot known of it: {}",
                    table.name(),
                    e.toString());
            table.refresh();
            return specsOfBranches(table);
        }
    }

    private static List<PartitionSpec> specsOfBranches(Table table) {
        Set<Integer> ids = new TreeSet<>(Set.of(table.spec().specId()));
        table.refs().forEach((name, ref) -> {
            if (ref.isBranch()) {
                ids.addAll(specsWithData(table, name));
            }
        });
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

    /** Ids of the specs that live data files of a branch have; empty if there is no such branch. */
    static Set<Integer> specsWithData(Table table, String branch) {
        Set<Integer> ids = new TreeSet<>();
        Snapshot snapshot = table.snapshot(branch);
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
