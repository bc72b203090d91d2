package io.vitesslake.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;

/** Writes deletes by position outside of a batch: all that are wanted, or none. */
final class NewDeletes {

    private NewDeletes() {}

    /** What is written. */
    interface Writing<T> {

        T with(PositionFiles files) throws IOException;
    }

    /**
     * @return what the writing returns
     * @throws UncheckedIOException or what the writing throws. No file is left behind
     */
    static <T> T write(Table table, WriteOptions options, Writing<T> writing) {
        NewFiles names = new NewFiles(table);
        try {
            return writing.with(new PositionFiles(table, FileMaker.properties(table, table.schema(), options), names));
        } catch (IOException e) {
            CatalogUtil.deleteFiles(table.io(), names.locations(), "abandoned", false);
            throw new UncheckedIOException("Cannot write deletes of " + table.name(), e);
        } catch (RuntimeException e) {
            CatalogUtil.deleteFiles(table.io(), names.locations(), "abandoned", false);
            throw e;
        }
    }
}
