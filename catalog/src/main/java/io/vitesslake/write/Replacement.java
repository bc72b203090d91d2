package io.vitesslake.write;

import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.io.FileIO;

/**
 * Files that take the place of others and hold the same rows.
 *
 * @param oldData no longer in the table afterwards
 * @param oldDeletes no longer in the table afterwards
 * @param data hold the live rows of the old data
 * @param deletes by position
 * @param sequenceNumber of the snapshot whose rows the data holds; deletes by key that are newer still apply to them
 */
public record Replacement(
        List<DataFile> oldData,
        List<DeleteFile> oldDeletes,
        List<DataFile> data,
        List<DeleteFile> deletes,
        long sequenceNumber) {

    public Replacement {
        oldData = List.copyOf(oldData);
        oldDeletes = List.copyOf(oldDeletes);
        data = List.copyOf(data);
        deletes = List.copyOf(deletes);
    }

    /** Deletes the new delete files from storage, as far as it lets us; failures are logged. When they were certainly not committed. */
    public void discardDeletes(FileIO io) {
        Discarded.delete(io, deletes);
    }
}
