package io.vitesslake.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.deletes.Deletes;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;

/** A data file of a snapshot, and which of its rows are dead by position. One thread. */
public final class LiveFile {

    private final DataFile data;
    private List<DeleteFile> deletes;
    private Optional<PositionDeleteIndex> dead = Optional.empty();

    /** @param deletes by position, as files or deletion vectors, that apply to the data file */
    LiveFile(DataFile data, List<DeleteFile> deletes) {
        this.data = data;
        this.deletes = List.copyOf(deletes);
    }

    /** No positions. */
    public static PositionDeleteIndex none() {
        return Deletes.toPositionIndex(CloseableIterable.empty());
    }

    public DataFile data() {
        return data;
    }

    /** Deletes by position that apply to it. */
    public List<DeleteFile> deletes() {
        return deletes;
    }

    /**
     * Positions of its rows that are deleted. Not to be changed.
     *
     * @throws RuntimeException of Iceberg, when the lake does not give the deletes
     */
    public PositionDeleteIndex dead(FileIO io) {
        if (dead.isEmpty()) {
            PositionDeleteIndex positions = none();
            if (!deletes.isEmpty()) {
                positions.merge(new BaseDeleteLoader(io::newInputFile).loadPositionDeletes(deletes, data.location()));
            }
            dead = Optional.of(positions);
        }
        return dead.get();
    }

    /** The deletes that the next snapshot has for it. */
    void change(List<DeleteFile> removed, List<DeleteFile> added, PositionDeleteIndex newlyDead) {
        List<DeleteFile> next = new ArrayList<>(deletes);
        next.removeAll(removed);
        next.addAll(added);
        deletes = List.copyOf(next);
        dead.ifPresent(positions -> positions.merge(newlyDead));
    }
}
