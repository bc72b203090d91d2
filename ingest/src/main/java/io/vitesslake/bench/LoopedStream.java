package io.vitesslake.bench;

import binlogdata.Binlogdata.VEvent;
import binlogdata.Binlogdata.VEventType;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vitess.proto.Vtgate.VStreamResponse;
import io.vitesslake.source.GtidSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Recorded responses of one table, repeated with the keys of each loop shifted and its GTIDs advanced, as if the source had gone on: no
 * loop touches a row of another. Everything is built before it is served. Not thread-safe; one use.
 */
final class LoopedStream {

    private final List<VStreamResponse> recorded;
    private final KeyShift keys;
    private final Map<String, GtidSet> positions = new HashMap<>();
    private final Map<String, Long> transactionsPerLoop = new HashMap<>();

    private LoopedStream(List<byte[]> recorded, KeyShift keys) {
        this.recorded = recorded.stream().map(LoopedStream::parse).toList();
        this.keys = keys;
        Set<String> seen = new HashSet<>();
        for (VStreamResponse response : this.recorded) {
            for (VEvent event : response.getEventsList()) {
                String gtid = event.getEventGtid();
                if (!gtid.isEmpty() && seen.add(gtid)) {
                    transactionsPerLoop.merge(gtid.substring(0, gtid.indexOf(':')), 1L, Long::sum);
                }
            }
        }
    }

    /** How to shift keys so that no loop of any of the recordings meets another loop of any of them. */
    static KeyShift keys(List<String> keyColumns, List<List<byte[]>> recordings) {
        KeyShift keys = new KeyShift(keyColumns);
        for (List<byte[]> recording : recordings) {
            for (byte[] response : recording) {
                for (VEvent event : parse(response).getEventsList()) {
                    if (event.hasFieldEvent()) {
                        keys.learn(event.getFieldEvent());
                    }
                    event.getRowEvent().getRowChangesList().forEach(change -> {
                        keys.learn(change.getBefore());
                        keys.learn(change.getAfter());
                    });
                }
            }
        }
        return keys;
    }

    /** The packets of a copy over and over, between its start and its end; without running transactions. */
    static List<byte[]> copy(List<byte[]> copy, KeyShift keys, int loops) {
        LoopedStream stream = new LoopedStream(copy, keys);
        List<byte[]> out = new ArrayList<>(stream.written(1, LoopedStream::isStart));
        out.addAll(stream.written(loops, response -> rows(response, true) > 0));
        out.addAll(stream.written(1, LoopedStream::isEnd));
        return out;
    }

    /** The transactions of a running stream over and over. */
    static List<byte[]> running(List<byte[]> running, KeyShift keys, int loops) {
        return new LoopedStream(running, keys).written(loops, LoopedStream::isTransaction);
    }

    /** The responses of a copy stream that hold binlog transactions. */
    static List<byte[]> transactionsOf(List<byte[]> copy) {
        return copy.stream().filter(bytes -> isTransaction(parse(bytes))).toList();
    }

    /** Row changes in recorded responses: of the copy, or of the binlog. */
    static long rows(List<byte[]> responses, boolean copied) {
        return responses.stream().mapToLong(bytes -> rows(parse(bytes), copied)).sum();
    }

    private static long rows(VStreamResponse response, boolean copied) {
        return response.getEventsList().stream()
                .filter(event -> event.hasRowEvent() && isCopied(event) == copied)
                .mapToLong(event -> event.getRowEvent().getRowChangesCount())
                .sum();
    }

    private static boolean isTransaction(VStreamResponse response) {
        return response.getEventsList().stream()
                .anyMatch(event -> !event.getEventGtid().isEmpty());
    }

    private static boolean isStart(VStreamResponse response) {
        VEvent last = response.getEvents(response.getEventsCount() - 1);
        boolean told = last.getType() == VEventType.VGTID && response.getEventsCount() == 1;
        return told || (last.getType() == VEventType.FIELD && isCopied(last));
    }

    private static boolean isEnd(VStreamResponse response) {
        return response.getEventsCount() == 3
                && isCopied(response.getEvents(0))
                && response.getEvents(1).getType() == VEventType.VGTID
                && response.getEvents(2).getType() == VEventType.COMMIT;
    }

    private List<byte[]> written(int loops, Predicate<VStreamResponse> wanted) {
        List<List<EventTemplate>> templates =
                recorded.stream().filter(wanted).map(this::templates).toList();
        List<byte[]> out = new ArrayList<>(loops * templates.size());
        for (int number = 0; number < loops; number++) {
            Loop loop = new Loop(number, transactionsPerLoop, positions, keys);
            templates.forEach(response -> out.add(write(response, loop)));
        }
        return out;
    }

    private List<EventTemplate> templates(VStreamResponse response) {
        List<EventTemplate> templates = new ArrayList<>();
        String transaction = "";
        long[] strides = keys.strides();
        for (VEvent event : response.getEventsList()) {
            transaction = event.getEventGtid().isEmpty() ? transaction : event.getEventGtid();
            templates.add(event.hasRowEvent() ? new RowTemplate(event, strides) : new RareTemplate(event, transaction));
        }
        return templates;
    }

    private static byte[] write(List<EventTemplate> response, Loop loop) {
        int size = 0;
        for (EventTemplate event : response) {
            size += event.size(loop);
        }
        byte[] bytes = new byte[size];
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            for (EventTemplate event : response) {
                event.write(out);
            }
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: writing to memory", e);
        }
        return bytes;
    }

    private static boolean isCopied(VEvent event) {
        return event.getTimestamp() == 0 && event.getEventGtid().isEmpty();
    }

    private static VStreamResponse parse(byte[] bytes) {
        try {
            return VStreamResponse.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException("Cannot read a recorded response. Record the stream again.", e);
        }
    }
}
