package io.vitesslake.write;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.io.FileIO;

/** Files that were written and not committed. */
final class Discarded {

    private Discarded() {}

    /** Deletes them from storage, as far as it lets us; failures are logged. */
    static void delete(FileIO io, Collection<? extends ContentFile<?>> files) {
        List<String> locations = new ArrayList<>();
        files.forEach(file -> locations.add(file.location()));
        CatalogUtil.deleteFiles(io, locations, "uncommitted", false);
    }
}
