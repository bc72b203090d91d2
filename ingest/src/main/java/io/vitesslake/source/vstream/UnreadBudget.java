package io.vitesslake.source.vstream;

/**
 * Decides how many messages a stream may be asked for, so that no more than a limit of bytes lies unread. gRPC counts
 * messages and not bytes, so the size of the next ones is taken to be that of the largest seen; only a message larger
 * than all before it can exceed the limit, and one message is always allowed. Thread-safe: gRPC's thread receives, the
 * loop delivers.
 */
final class UnreadBudget {

    /** Enough for a stream of small transactions not to wait for the loop after each; few enough to stop soon. */
    private static final int MOST_OUTSTANDING = 64;

    /** Row packets of a vstreamer hold about this much (vstreamer packet size). */
    private static final long USUAL_MESSAGE_BYTES = 256 << 10;

    private final long limit;
    private long unread;
    private long largest = USUAL_MESSAGE_BYTES;
    private int outstanding;

    UnreadBudget(long limit) {
        this.limit = limit;
    }

    /** How many messages to ask for at the start. */
    synchronized int start() {
        return grant();
    }

    /** A message has arrived. Returns how many more to ask for. */
    synchronized int received(int bytes) {
        outstanding--;
        unread += bytes;
        largest = Math.max(largest, bytes);
        return grant();
    }

    /** A message has been read. Returns how many more to ask for. */
    synchronized int delivered(int bytes) {
        unread -= bytes;
        return grant();
    }

    /** Bytes that have arrived and were not read. */
    synchronized long unread() {
        return unread;
    }

    private int grant() {
        long room = (limit - unread) / largest - outstanding;
        int most = MOST_OUTSTANDING - outstanding;
        int more = (int) Math.max(0, Math.min(room, most));
        if (more == 0 && outstanding == 0 && unread == 0) {
            more = 1;
        }
        outstanding += more;
        return more;
    }
}
