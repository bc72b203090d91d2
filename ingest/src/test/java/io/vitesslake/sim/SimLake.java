package io.vitesslake.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** An object store and the catalog's pointers, in memory. They outlive the processes that use them, which may die at every operation. */
final class SimLake {

    private static final Map<String, SimLake> OPEN = new ConcurrentHashMap<>();

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<TableIdentifier, String> pointers = new ConcurrentHashMap<>();
    private final SimFileIo io = new SimFileIo();
    private volatile Faults faults = Faults.NONE;
    private volatile boolean blind;

    /** What goes wrong. */
    interface Faults {

        Faults NONE = new Faults() {};

        /** Runs an operation; may end the process before or after it. */
        default <T> T operation(String what, Supplier<T> action) {
            return action.get();
        }

        /** A file is to be written. */
        default void newOutput() {}

        /** Bytes of it are. */
        default void write() throws IOException {}

        /** As {@link #operation}, for the swap of a table's pointer. */
        default void commit(TableIdentifier table, Runnable action) {
            action.run();
        }
    }

    static SimLake find(String name) {
        return OPEN.get(name);
    }

    static SimLake create(String name) {
        SimLake lake = new SimLake();
        OPEN.put(name, lake);
        return lake;
    }

    static void drop(String name) {
        OPEN.remove(name);
    }

    /** From now on commits are not checked. */
    void swapBlindly() {
        blind = true;
    }

    /** Returns those before. */
    Faults faults(Faults newFaults) {
        Faults before = faults;
        faults = newFaults;
        return before;
    }

    FileIO io() {
        return io;
    }

    String pointer(TableIdentifier table) {
        return faults.operation("load " + table.name(), () -> pointers.get(table));
    }

    Map<TableIdentifier, String> pointers() {
        return pointers;
    }

    void swap(TableIdentifier table, String from, String to) {
        faults.commit(table, () -> {
            if (!blind && (from == null ? pointers.containsKey(table) : !from.equals(pointers.get(table)))) {
                if (from == null) {
                    throw new AlreadyExistsException("Table already exists: %s", table);
                }
                throw new CommitFailedException("Table %s has moved", table);
            }
            pointers.put(table, to);
        });
    }

    /** How a table stands, whatever goes wrong elsewhere. */
    TableMetadata metadata(TableIdentifier table) {
        String location = pointers.get(table);
        return TableMetadataParser.read(new InMemoryInputFile(location, files.get(location)));
    }

    /** A copy of a file under another name. */
    void copy(String from, String to) {
        files.put(to, files.get(from));
    }

    private final class SimFileIo implements FileIO {

        private static final long serialVersionUID = 1;

        @Override
        public InputFile newInputFile(String path) {
            byte[] bytes = faults.operation("read", () -> files.get(path));
            if (bytes == null) {
                throw new NotFoundException("No file %s", path);
            }
            return new InMemoryInputFile(path, bytes);
        }

        @Override
        public OutputFile newOutputFile(String path) {
            return new SimOutputFile(path);
        }

        @Override
        public void deleteFile(String path) {
            faults.operation("delete", () -> files.remove(path));
        }
    }

    private final class SimOutputFile implements OutputFile {

        private final String path;

        SimOutputFile(String path) {
            this.path = path;
        }

        @Override
        public PositionOutputStream create() {
            return createOrOverwrite();
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
            faults.newOutput();
            return new SimOutputStream(path);
        }

        @Override
        public String location() {
            return path;
        }

        @Override
        public InputFile toInputFile() {
            return io.newInputFile(path);
        }
    }

    /** As in an object store, a file is there when it is closed, and not before. */
    private final class SimOutputStream extends PositionOutputStream {

        private final String path;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean closed;

        SimOutputStream(String path) {
            this.path = path;
        }

        @Override
        public long getPos() {
            return bytes.size();
        }

        @Override
        public void write(int b) throws IOException {
            faults.write();
            bytes.write(b);
        }

        @Override
        public void write(byte[] b, int offset, int length) throws IOException {
            faults.write();
            bytes.write(b, offset, length);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                faults.operation("write", () -> files.put(path, bytes.toByteArray()));
            }
        }
    }
}
