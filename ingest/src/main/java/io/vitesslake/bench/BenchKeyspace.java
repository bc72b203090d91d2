package io.vitesslake.bench;

import io.vitesslake.replay.RecordedKeyspace;
import io.vitesslake.replay.Recording;
import io.vitesslake.replay.ShippedRecordings;
import io.vitesslake.source.TableInfo;
import io.vitesslake.source.TableInfo.VschemaType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One table of orders with millions of rows and of changes to them, looped from a recorded copy and the recorded changes that followed it.
 *
 * @param recorded all of it in memory, some 100 bytes a row and a change
 */
public record BenchKeyspace(RecordedKeyspace recorded) {

    static final String TABLE = "orders";

    private static final String KEYSPACE = "commerce";
    private static final List<String> KEY = List.of("customer_id", "id");

    /** @param changes how many at least */
    public static BenchKeyspace shipped(long changes) throws IOException {
        return looped(ShippedRecordings.benchCopy(), ShippedRecordings.benchRunning(), changes);
    }

    /**
     * From recordings of one's own.
     *
     * @param directory holds {@code orders_copy.bin.gz} and, of what followed it, {@code orders_running.bin.gz}
     */
    public static BenchKeyspace from(Path directory, long changes) throws IOException {
        return looped(
                Recording.read(Files.newInputStream(directory.resolve("orders_copy.bin.gz"))),
                Recording.read(Files.newInputStream(directory.resolve("orders_running.bin.gz"))),
                changes);
    }

    static BenchKeyspace looped(List<byte[]> copy, List<byte[]> running, long changes) {
        // What ran at the end of the copy stream lies between both recordings.
        List<byte[]> history = new ArrayList<>(LoopedStream.transactionsOf(copy));
        history.addAll(running);
        long perLoop = LoopedStream.rows(running, false);
        int loops = Math.toIntExact(Math.max(1, (changes + perLoop - 1) / perLoop));
        long rows = loops * LoopedStream.rows(copy, true);
        TableInfo table = new TableInfo(
                TABLE, KEY, List.of(), List.of("customer_id"), VschemaType.NORMAL, false, rows, "InnoDB", true);
        KeyShift keys = LoopedStream.keys(KEY, List.of(copy, running));
        return new BenchKeyspace(RecordedKeyspace.parse(
                KEYSPACE,
                List.of(table),
                LoopedStream.running(history, keys, loops),
                Map.of(TABLE, LoopedStream.copy(copy, keys, loops))));
    }
}
