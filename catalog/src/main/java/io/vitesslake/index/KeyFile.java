package io.vitesslake.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * The keys of one data file and where each stands in it: a hash table in a mapped file, so that memory holds none of it that the
 * system does not want to. 20 bytes a slot, at most seven of ten slots taken. Complete ones are immutable and may be read by several
 * threads.
 */
final class KeyFile {

    private static final long MAGIC = 0x76746c6b65793031L;
    private static final int HEADER = 32;
    private static final int SLOT = 20;
    private static final int MOST_SLOTS = (Integer.MAX_VALUE - HEADER) / SLOT;
    private static final int ZEROS = 1 << 16;

    private final MappedByteBuffer map;
    private final int slots;

    private KeyFile(MappedByteBuffer map, int slots) {
        this.map = map;
        this.slots = slots;
    }

    /** Gives all rows of a data file in their order. */
    interface Rows {

        /** @throws IOException when they cannot be read */
        void forEach(Row row) throws IOException;
    }

    /** Receives one row. */
    interface Row {
        void key(long high, long low);
    }

    /** Bytes on disk for so many rows. */
    static long sizeOf(long rows) {
        return HEADER + SLOT * slotsOf(rows);
    }

    private static long slotsOf(long rows) {
        return rows / 7 * 10 + 10;
    }

    /**
     * Makes a file, which appears when it is complete.
     *
     * @param stamp what the file must say when it is opened
     * @throws IOException when the disk does not take it, the rows cannot be read, or they are not that many
     */
    static KeyFile create(Path path, long stamp, long rows, Rows source) throws IOException {
        if (slotsOf(rows) > MOST_SLOTS) {
            throw new IOException(
                    "Cannot index " + rows + " rows of one data file: the most is " + MOST_SLOTS / 10 * 7);
        }
        Path growing = Files.createTempFile(path.getParent(), "growing", null);
        try {
            int slots = (int) slotsOf(rows);
            MappedByteBuffer map = zeros(growing, HEADER + SLOT * slots);
            KeyFile file = new KeyFile(map, slots);
            Filler filler = new Filler(file, rows);
            source.forEach(filler);
            filler.expectAll();
            map.putLong(0, MAGIC).putLong(8, stamp).putLong(16, rows).putLong(24, file.checksum());
            Files.move(growing, path, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } finally {
            Files.deleteIfExists(growing);
        }
    }

    /** Written, not left sparse: a full disk must fail here, and not when the map is stored to, which would kill the process. */
    private static MappedByteBuffer zeros(Path path, int size) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
            for (long written = 0; written < size; ) {
                zeros.clear().limit((int) Math.min(ZEROS, size - written));
                written += channel.write(zeros);
            }
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
        }
    }

    /** @throws IOException when it cannot be read, or is not what {@link #create} made for this stamp */
    static KeyFile open(Path path, long stamp, long rows) throws IOException {
        long size = sizeOf(rows);
        if (Files.size(path) != size) {
            throw new IOException(path + " has " + Files.size(path) + " bytes instead of " + size);
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
            KeyFile file = new KeyFile(map, (int) slotsOf(rows));
            if (map.getLong(0) != MAGIC || map.getLong(8) != stamp || map.getLong(16) != rows) {
                throw new IOException(path + " belongs to another data file");
            }
            if (map.getLong(24) != file.checksum()) {
                throw new IOException(path + " is damaged: its checksum is wrong");
            }
            return file;
        }
    }

    /** @param position receives where in the data file the key stands; once, unless others wrote the file with a key twice */
    void find(long high, long low, LongConsumer position) {
        for (int slot = home(high, low); ; slot = next(slot)) {
            int at = HEADER + slot * SLOT;
            int place = map.getInt(at + 16);
            if (place == 0) {
                return;
            }
            if (map.getLong(at) == high && map.getLong(at + 8) == low) {
                position.accept(place - 1L);
            }
        }
    }

    private void put(long high, long low, int place) {
        int slot = home(high, low);
        while (map.getInt(HEADER + slot * SLOT + 16) != 0) {
            slot = next(slot);
        }
        int at = HEADER + slot * SLOT;
        map.putLong(at, high).putLong(at + 8, low).putInt(at + 16, place);
    }

    /** Keys that are exact bytes follow each other, hence two rounds of mixing (MurmurHash3's finalizer). */
    private int home(long high, long low) {
        long hash = high ^ low * 0x9e3779b97f4a7c15L;
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return (int) (((hash ^ hash >>> 33) >>> 1) % slots);
    }

    private int next(int slot) {
        return slot + 1 == slots ? 0 : slot + 1;
    }

    private long checksum() {
        CRC32C crc = new CRC32C();
        crc.update(map.duplicate().position(HEADER));
        return crc.getValue();
    }

    private static final class Filler implements Row {

        private final KeyFile file;
        private final long expected;
        private int rows;

        Filler(KeyFile file, long expected) {
            this.file = file;
            this.expected = expected;
        }

        @Override
        public void key(long high, long low) {
            if (++rows <= expected) {
                file.put(high, low, rows);
            }
        }

        void expectAll() throws IOException {
            if (rows != expected) {
                throw new IOException("A data file of " + expected + " rows holds " + rows);
            }
        }
    }
}
