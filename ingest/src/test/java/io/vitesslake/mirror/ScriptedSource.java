package io.vitesslake.mirror;

import com.google.protobuf.ByteString;
import io.vitess.proto.Query;
import io.vitesslake.decode.ChangeBytes;
import io.vitesslake.source.ChangeSource;
import io.vitesslake.source.GtidSet;
import io.vitesslake.source.Inbox;
import io.vitesslake.source.Shard;
import io.vitesslake.source.ShardPosition;
import io.vitesslake.source.Signal;
import io.vitesslake.source.SourceColumn;
import io.vitesslake.source.SourceListener;
import io.vitesslake.source.SourceStream;
import io.vitesslake.source.StreamRequest;
import io.vitesslake.source.TablePk;
import io.vitesslake.source.Vgtid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A source of one shard whose streams send what a test tells them to. Any thread. */
final class ScriptedSource implements ChangeSource {

    static final Shard SHARD = new Shard("commerce", "-");

    private static final String UUID = "c193faaa-e581-11f1-81fd-02fc00000001";
    private static final List<SourceColumn> COLUMNS =
            List.of(ChangeBytes.column("id", ChangeBytes.INT64, "bigint", true));

    private static final SourceColumn DOCUMENT = ChangeBytes.column("j", 2078, "json", false);
    private static final SourceColumn DAY = ChangeBytes.column("day", 2062, "date", true);

    /** All that were ever opened, in order. */
    final List<Opened> opened = new CopyOnWriteArrayList<>();

    private final Consumer<Opened> onOpen;

    ScriptedSource() {
        this(stream -> {});
    }

    /**
     * @param onOpen may send at once
     */
    ScriptedSource(Consumer<Opened> onOpen) {
        this.onOpen = onOpen;
    }

    @Override
    public SourceStream open(StreamRequest request, Inbox inbox) {
        Opened stream = new Opened(request, inbox);
        opened.add(stream);
        onOpen.accept(stream);
        return stream;
    }

    @Override
    public void close() {}

    /** A stream; each response is a step that tells the listener something. */
    static final class Opened implements SourceStream {

        final StreamRequest request;
        volatile boolean closed;

        private final Inbox inbox;
        private final List<Consumer<SourceListener>> steps = new CopyOnWriteArrayList<>();

        private Opened(StreamRequest request, Inbox inbox) {
            this.request = request;
            this.inbox = inbox;
        }

        void send(Consumer<SourceListener> step) {
            send(step, Integer.BYTES);
        }

        /** @param size of the response, in bytes; at least four */
        void send(Consumer<SourceListener> step, int size) {
            steps.add(step);
            byte[] index = ByteBuffer.allocate(size).putInt(steps.size() - 1).array();
            inbox.put(new Signal.Response(this, index));
        }

        @Override
        public void deliver(Signal.Response response, SourceListener listener) {
            steps.get(ByteBuffer.wrap(response.bytes()).getInt()).accept(listener);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A complete position: every transaction up to this one. */
    static Vgtid at(long gtid) {
        return Vgtid.of(Map.of(SHARD, ShardPosition.at(gtids(gtid))));
    }

    /** A position in the middle of a copy. */
    static Vgtid copying(String table, long gtid, int lastKey) {
        return Vgtid.of(Map.of(
                SHARD,
                new ShardPosition(ShardPosition.State.AT, gtids(gtid), List.of(new TablePk(table, lastPk(lastKey))))));
    }

    private static byte[] lastPk(int key) {
        ByteString text = ByteString.copyFromUtf8(Integer.toString(key));
        return Query.QueryResult.newBuilder()
                .addFields(Query.Field.newBuilder().setName("id").setType(Query.Type.INT64))
                .addRows(Query.Row.newBuilder().addLengths(text.size()).setValues(text))
                .build()
                .toByteArray();
    }

    private static GtidSet gtids(long gtid) {
        return GtidSet.parse("MySQL56/" + UUID + ":1-" + gtid);
    }

    /** Copied rows with these keys, after which the position is as given. */
    static Consumer<SourceListener> copied(String table, int from, int to, Vgtid next) {
        return listener -> {
            listener.begin(SHARD, "", 0);
            listener.fields(SHARD, table, true, COLUMNS);
            IntStream.range(from, to).forEach(id -> {
                byte[] row = ChangeBytes.insert(id);
                listener.row(SHARD, table, true, row, 0, row.length);
            });
            listener.position(next);
            listener.commit(SHARD, "", 0);
        };
    }

    /** Copied rows with a date each, after which the position is as given. */
    static Consumer<SourceListener> copiedDates(String table, List<String> dates, Vgtid next) {
        return listener -> {
            listener.begin(SHARD, "", 0);
            listener.fields(SHARD, table, true, List.of(COLUMNS.get(0), DAY));
            for (int id = 0; id < dates.size(); id++) {
                byte[] row = ChangeBytes.insert(id, dates.get(id));
                listener.row(SHARD, table, true, row, 0, row.length);
            }
            listener.position(next);
            listener.commit(SHARD, "", 0);
        };
    }

    /** Rows with a document each, copied or in one transaction, after which the position is as given. */
    static Consumer<SourceListener> documents(
            String table, boolean copied, int from, List<String> documents, long gtid) {
        return listener -> {
            String event = copied ? "" : UUID + ":" + gtid;
            listener.begin(SHARD, event, 0);
            listener.fields(SHARD, table, copied, List.of(COLUMNS.get(0), DOCUMENT));
            for (int i = 0; i < documents.size(); i++) {
                byte[] row = ChangeBytes.insert(from + i, documents.get(i));
                listener.row(SHARD, table, copied, row, 0, row.length);
            }
            listener.position(at(gtid));
            listener.commit(SHARD, event, 0);
        };
    }

    /** A transaction that inserts one row. */
    static Consumer<SourceListener> inserted(String table, int id, long gtid, long seconds) {
        return listener -> {
            listener.begin(SHARD, UUID + ":" + gtid, seconds);
            listener.fields(SHARD, table, false, COLUMNS);
            byte[] row = ChangeBytes.insert(id);
            listener.row(SHARD, table, false, row, 0, row.length);
            listener.position(at(gtid));
            listener.commit(SHARD, UUID + ":" + gtid, seconds);
        };
    }

    /** A transaction without rows of the stream's tables. */
    static Consumer<SourceListener> passed(long gtid, long seconds) {
        return listener -> {
            listener.begin(SHARD, UUID + ":" + gtid, seconds);
            listener.position(at(gtid));
            listener.commit(SHARD, UUID + ":" + gtid, seconds);
        };
    }
}
