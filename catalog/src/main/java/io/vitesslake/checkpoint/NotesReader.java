package io.vitesslake.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.puffin.BlobMetadata;
import org.apache.iceberg.puffin.Puffin;
import org.apache.iceberg.puffin.PuffinReader;
import org.apache.iceberg.util.ByteBuffers;
import org.apache.iceberg.util.Pair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the notes of a checkpoint from the statistics file of its snapshot. */
final class NotesReader {

    private static final Logger LOG = LoggerFactory.getLogger(NotesReader.class);

    private final CheckpointNames names;
    private final FileIO io;

    NotesReader(CheckpointNames names, FileIO io) {
        this.names = names;
        this.io = io;
    }

    Optional<byte[]> read(TableMetadata metadata, SavedCheckpoint saved) {
        return metadata.statisticsFiles().stream()
                .filter(file -> file.snapshotId() == saved.snapshotId())
                .filter(NotesReader::isOurs)
                .findFirst()
                .flatMap(file -> read(file, saved));
    }

    /** Other engines replace the statistics of a snapshot by their own. */
    private static boolean isOurs(StatisticsFile file) {
        return file.blobMetadata().stream().anyMatch(blob -> blob.type().equals(CheckpointNames.NOTES_BLOB));
    }

    private Optional<byte[]> read(StatisticsFile file, SavedCheckpoint saved) {
        try (PuffinReader reader = Puffin.read(io.newInputFile(file.path()))
                .withFileSize(file.fileSizeInBytes())
                .withFooterSize(file.fileFooterSizeInBytes())
                .build()) {
            List<BlobMetadata> blobs = new ArrayList<>(reader.fileMetadata().blobs());
            blobs.removeIf(blob -> !blob.type().equals(CheckpointNames.NOTES_BLOB));
            for (Pair<BlobMetadata, ByteBuffer> blob : reader.readAll(blobs)) {
                byte[] notes = ByteBuffers.toByteArray(blob.second());
                if (blob.first().properties().equals(names.propertiesOfNotes(saved.checkpoint(), notes))) {
                    return Optional.of(notes);
                }
            }
            LOG.warn("Notes of {} are lost: {} holds other ones", saved.describe(), file.path());
        } catch (IOException | RuntimeException e) {
            LOG.warn("Notes of {} are lost: cannot read {}: {}", saved.describe(), file.path(), e.toString());
        }
        return Optional.empty();
    }
}
