package io.vitesslake.decode;

/**
 * Where the parts of one {@code binlogdata.VEvent} lie in the response. Only what the decoder asks for is kept; field
 * numbers from binlogdata.proto. Reused from event to event by one thread.
 */
final class WireEvent {

    /** A range of bytes; length 0 when the field is absent. */
    static final class Range {
        int start;
        int length;

        private void clear() {
            start = 0;
            length = 0;
        }

        void set(MessageWalker walker) {
            start = walker.start();
            length = walker.length();
        }

        boolean isEmpty() {
            return length == 0;
        }
    }

    final Range statement = new Range();
    final Range row = new Range();
    final Range fields = new Range();
    final Range vgtid = new Range();
    final Range dml = new Range();
    final Range keyspace = new Range();
    final Range shard = new Range();
    final Range eventGtid = new Range();
    int type;
    long timestamp;

    private final MessageWalker walker = new MessageWalker();

    void read(byte[] buffer, int offset, int length) {
        clear();
        walker.open(buffer, offset, length);
        while (walker.next()) {
            switch (walker.field()) {
                case 1 -> type = (int) walker.value();
                case 2 -> timestamp = walker.value();
                case 4 -> statement.set(walker);
                case 5 -> row.set(walker);
                case 6 -> fields.set(walker);
                case 7 -> vgtid.set(walker);
                case 9 -> dml.set(walker);
                case 22 -> keyspace.set(walker);
                case 23 -> shard.set(walker);
                case 28 -> eventGtid.set(walker);
                default -> {}
            }
        }
    }

    /** Whether something in it might change rows or shapes. */
    boolean carriesData() {
        return !(statement.isEmpty() && row.isEmpty() && fields.isEmpty() && dml.isEmpty());
    }

    private void clear() {
        type = 0;
        timestamp = 0;
        statement.clear();
        row.clear();
        fields.clear();
        vgtid.clear();
        dml.clear();
        keyspace.clear();
        shard.clear();
        eventGtid.clear();
    }
}
