package io.vitesslake.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of data files on local disk: read from a data file when they are first asked for, and again whenever their file is
 * missing, stale or damaged. Beyond the size that it may have, those longest unused go. Thread-safe.
 */
public final class KeyIndex {

    private static final Logger LOG = LoggerFactory.getLogger(KeyIndex.class);

    private final Path directory;
    private final long mostBytes;
    /** In order of use, longest unused first; by name. */
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    /** @param file null until it is opened */
    private record Entry(long size, KeyFile file) {}

    /**
     * @param directory exists, and nobody writes to it who may not write to the lake; what is in it from an earlier run is used
     * @param mostBytes that its files may have together
     * @throws UncheckedIOException when the directory cannot be read
     */
    public KeyIndex(Path directory, long mostBytes) {
        this.directory = directory;
        this.mostBytes = mostBytes;
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> oldestFirst = files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(path -> path.toFile().lastModified()))
                    .toList();
            oldestFirst.forEach(path ->
                    add(path.getFileName().toString(), new Entry(path.toFile().length(), null)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the key index in " + directory, e);
        }
    }

    /**
     * The keys of a data file.
     *
     * @param key the key columns
     * @throws IOException when they cannot be indexed on this machine
     * @throws RuntimeException of Iceberg, when the lake does not give the file
     */
    KeyFile of(FileIO io, DataFile data, Schema key) throws IOException {
        String name = name(data, key);
        Entry known = entry(name);
        if (known != null && known.file() != null) {
            return known.file();
        }
        Path path = directory.resolve(name);
        KeyFile file = known == null ? build(path, io, data, key) : openOrBuild(path, io, data, key);
        synchronized (this) {
            add(name, new Entry(KeyFile.sizeOf(data.recordCount()), file));
        }
        return file;
    }

    private synchronized Entry entry(String name) {
        return entries.get(name);
    }

    private KeyFile openOrBuild(Path path, FileIO io, DataFile data, Schema key) throws IOException {
        try {
            return KeyFile.open(path, data.fileSizeInBytes(), data.recordCount());
        } catch (IOException e) {
            LOG.warn("The keys of {} are read again: {}", data.location(), e.toString());
            return build(path, io, data, key);
        }
    }

    private KeyFile build(Path path, FileIO io, DataFile data, Schema key) throws IOException {
        long size = KeyFile.sizeOf(data.recordCount());
        if (data.format() != FileFormat.PARQUET) {
            throw new IOException("Cannot index " + data.location() + ": it is no Parquet file");
        }
        if (size > mostBytes) {
            throw new IOException(
                    "Cannot index " + data.location() + ": that takes " + size + " bytes of at most " + mostBytes);
        }
        makeRoom(size);
        return KeyFile.create(path, data.fileSizeInBytes(), data.recordCount(), row -> read(io, data, key, row));
    }

    private static void read(FileIO io, DataFile data, Schema key, KeyFile.Row row) {
        KeyDigest digest = new KeyDigest();
        KeyRows.read(io.newInputFile(data), key, each -> {
            digest.of(each);
            row.key(digest.high(), digest.low());
        });
    }

    private synchronized void add(String name, Entry entry) {
        Entry before = entries.put(name, entry);
        bytes += entry.size() - (before == null ? 0 : before.size());
    }

    /** A file that goes is still good for those who have it open. */
    private synchronized void makeRoom(long size) throws IOException {
        Iterator<Map.Entry<String, Entry>> longestUnused = entries.entrySet().iterator();
        while (bytes + size > mostBytes && longestUnused.hasNext()) {
            Map.Entry<String, Entry> entry = longestUnused.next();
            Files.deleteIfExists(directory.resolve(entry.getKey()));
            bytes -= entry.getValue().size();
            longestUnused.remove();
        }
    }

    private static String name(DataFile data, Schema key) {
        try {
            List<Integer> columns =
                    key.columns().stream().map(column -> column.fieldId()).toList();
            String what = data.location() + columns;
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
