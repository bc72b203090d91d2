package io.vitesslake.write;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.OutputFileFactory;

/** Names new files of a table, and remembers where they are. Not thread-safe. */
final class NewFiles {

    private final OutputFileFactory rows;
    private final OutputFileFactory vectors;
    private final List<String> locations = new ArrayList<>();

    NewFiles(Table table) {
        this.rows = OutputFileFactory.builderFor(table, 0, 0)
                .format(FileFormat.PARQUET)
                .build();
        this.vectors = OutputFileFactory.builderFor(table, 0, 0)
                .format(FileFormat.PUFFIN)
                .build();
    }

    EncryptedOutputFile parquet(PartitionSpec spec, StructLike partition) {
        return remember(spec.isUnpartitioned() ? rows.newOutputFile() : rows.newOutputFile(spec, partition));
    }

    EncryptedOutputFile puffin() {
        return remember(vectors.newOutputFile());
    }

    private EncryptedOutputFile remember(EncryptedOutputFile file) {
        locations.add(file.encryptingOutputFile().location());
        return file;
    }

    /** Where every file named so far is, or would be. */
    List<String> locations() {
        return List.copyOf(locations);
    }
}
