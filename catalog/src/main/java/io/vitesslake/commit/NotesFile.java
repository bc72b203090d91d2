package io.vitesslake.commit;

import io.vitesslake.checkpoint.CheckpointNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.GenericBlobMetadata;
import org.apache.iceberg.GenericStatisticsFile;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.puffin.Blob;
import org.apache.iceberg.puffin.Puffin;
import org.apache.iceberg.puffin.PuffinCompressionCodec;
import org.apache.iceberg.puffin.PuffinWriter;

/**
 * The notes of one commit as a Puffin file beside the table's metadata. Its name and bytes follow from the commit alone and
 * not from the attempt, so that attempts and repetitions of the same commit overwrite what they cannot tell from their own,
 * and none leaves a file that nobody knows. Not thread-safe.
 */
final class NotesFile {

    /** Iceberg gives a snapshot its id only while it is committed (Puffin spec: -1 when not known). */
    private static final int UNKNOWN = -1;

    private final CheckpointNames names;
    private final CheckpointCommit commit;
    private final byte[] notes;
    private final FileIO io;
    private final String location;
    private Optional<StatisticsFile> written = Optional.empty();

    private NotesFile(CheckpointNames names, CheckpointCommit commit, byte[] notes, TableOperations operations) {
        this.names = names;
        this.commit = commit;
        this.notes = notes;
        this.io = operations.io();
        String place = commit.branch(names).equals(names.branch()) ? "branch" : "main";
        this.location = operations.metadataFileLocation(commit.checkpoint().id() + "-" + place + "-notes.puffin");
    }

    /**
     * @param operations of a table that was loaded
     * @return empty when the commit has no notes
     */
    static Optional<NotesFile> of(CheckpointNames names, CheckpointCommit commit, TableOperations operations) {
        return commit.notes().map(notes -> new NotesFile(names, commit, notes, operations));
    }

    /** The file as statistics of a snapshot; written if it is not yet. */
    StatisticsFile statisticsOf(long snapshotId) {
        StatisticsFile file = written.orElseGet(this::write);
        written = Optional.of(file);
        return new GenericStatisticsFile(
                snapshotId, file.path(), file.fileSizeInBytes(), file.fileFooterSizeInBytes(), file.blobMetadata());
    }

    private StatisticsFile write() {
        InMemoryOutputFile encoded = new InMemoryOutputFile(location);
        try (PuffinWriter writer = Puffin.write(encoded).build()) {
            writer.write(new Blob(
                    CheckpointNames.NOTES_BLOB,
                    List.of(),
                    UNKNOWN,
                    UNKNOWN,
                    ByteBuffer.wrap(notes),
                    PuffinCompressionCodec.ZSTD,
                    names.propertiesOfNotes(commit.checkpoint(), notes)));
            writer.finish();
            try (PositionOutputStream out = io.newOutputFile(location).createOrOverwrite()) {
                out.write(encoded.toByteArray());
            }
            return new GenericStatisticsFile(
                    UNKNOWN,
                    location,
                    writer.fileSize(),
                    writer.footerSize(),
                    GenericBlobMetadata.from(writer.writtenBlobsMetadata()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + location, e);
        }
    }

    /** Deletes the file, if there is one, as far as storage lets us. For notes that were never committed. */
    void discard() {
        CatalogUtil.deleteFiles(io, List.of(location), "uncommitted notes", false);
    }
}
