package io.vitesslake.tables;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.StructLikeSet;

/**
 * Equality deletes for the data files of one partition, asked for from the newest file to the oldest. A delete that applies to a file
 * applies to all that are older (Iceberg table spec, section Scan Planning), so the keys only ever grow, and no delete file is read
 * twice. Without it a table of n checkpoints costs n²/2 reads. One thread; the sets that it gives grow with the next call.
 */
final class GrowingDeletes extends BaseDeleteLoader {

    private final Map<Types.StructType, StructLikeSet> keys = new HashMap<>();
    private final Set<String> loaded = new HashSet<>();

    GrowingDeletes(Function<DeleteFile, InputFile> open) {
        super(open, null); // in this thread: with a pool each call polls for 10 ms
    }

    @Override
    public StructLikeSet loadEqualityDeletes(Iterable<DeleteFile> deletes, Schema projection) {
        StructLikeSet all = keys.computeIfAbsent(projection.asStruct(), StructLikeSet::create);
        List<DeleteFile> unread = StreamSupport.stream(deletes.spliterator(), false)
                .filter(file -> loaded.add(file.location()))
                .toList();
        if (!unread.isEmpty()) {
            all.addAll(super.loadEqualityDeletes(unread, projection));
        }
        return all;
    }
}
